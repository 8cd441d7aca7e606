// What a failed connection means to a person: nobody is there, or nobody answers.
import { errnoOf, TidemarkError } from '../base/errors.ts';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection was cut',
  ECONNABORTED: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'no computer has that name',
  EAI_AGAIN: 'the name could not be looked up',
  ENODATA: 'no computer has that name',
  ETIMEDOUT: 'it did not answer in time',
  EHOSTUNREACH: 'there is no way to it',
  EHOSTDOWN: 'it is switched off',
  ENETUNREACH: 'there is no way to it',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'the network is down',
};

/** What the errno of a failed connection says, or undefined when it is none of a network's. */
export function networkWords(error: unknown): string | undefined {
  return WORDS[errnoOf(error) ?? ''];
}

/** `destination-absent`. `place` as `nas.local:22`. */
export function unreachable(place: string, words: string, cause: unknown): TidemarkError {
  return new TidemarkError('destination-absent', `${place} cannot be reached: ${words}`, {
    hint: 'Check that the server is on and that this computer is connected to its network.',
    retry: 'later',
    cause,
  });
}
