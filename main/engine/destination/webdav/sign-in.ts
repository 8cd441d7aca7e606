// What a client remembers of how its server wants the password.
import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from '../../base/random.ts';
import { answerChallenge, bestChallenge, type Challenge } from './challenge.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export class SignIn {
  readonly #credentials: Credentials | undefined;
  readonly #random: Random;
  #challenge: Challenge | undefined;
  #count = 0;

  /** Without credentials nobody signs in: for servers that let everybody in. */
  constructor(credentials: Credentials | undefined, random: Random) {
    this.#credentials = credentials;
    this.#random = random;
  }

  /** Of the next request; undefined until the server has asked: then it is told in the way that it wants. */
  header(method: string, uri: string): string | undefined {
    if (this.#challenge === undefined || this.#credentials === undefined) return undefined;
    this.#count += 1;
    return answerChallenge(this.#challenge, {
      ...this.#credentials,
      method,
      uri,
      count: this.#count,
      cnonce: this.#random.token(16),
    });
  }

  /** After a 401. `again`: the next try says something new. `sent` is what the refused request carried. */
  learn(headers: IncomingHttpHeaders, sent: string | undefined): 'again' | 'refused' {
    const challenge = bestChallenge(headers['www-authenticate'] ?? '');
    if (challenge === undefined || this.#credentials === undefined) return 'refused';
    const news =
      sent === undefined || (challenge.kind === 'digest' && (challenge.state === 'stale' || sent.startsWith('Basic ')));
    if (!news) return 'refused';
    this.#challenge = challenge;
    this.#count = 0;
    return 'again';
  }
}
