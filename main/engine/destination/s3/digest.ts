// What a server says it has stored, compared with what was sent: the tag of an object is the MD5 of its bytes, of one that came
// in parts the MD5 of its parts' MD5s. Not everywhere, so a tag that says something else proves nothing until one was right.
import { createHash } from 'node:crypto';
import type { Tag } from './answers.ts';

export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** The tag of an object that came in these parts. */
export function tagOfParts(digests: readonly string[]): string {
  return `${md5(Buffer.concat(digests.map((digest) => Buffer.from(digest, 'hex'))))}-${digests.length}`;
}

export function bareTag(etag: string): string {
  return etag.replace(/^(?:W\/)?"|"$/g, '').toLowerCase();
}

export type Verdict = 'same' | 'unknown' | 'different';

export class Digests {
  #tags: 'unknown' | 'digests' = 'unknown';
  #stored: 'all-proved' | 'some-not' | 'nothing' = 'nothing';

  /** `proved` as long as each thing written here was. */
  get storing(): 'proved' | 'unproved' {
    return this.#stored === 'all-proved' ? 'proved' : 'unproved';
  }

  /** `different`: the bytes there are not those that were sent. */
  judge({ etag, bytes }: Tag, expected: string): Verdict {
    const verdict = this.#compare(etag, bytes, expected);
    if (verdict === 'same') {
      this.#tags = 'digests';
      if (this.#stored === 'nothing') this.#stored = 'all-proved';
    } else {
      this.#stored = 'some-not';
    }
    return verdict;
  }

  #compare(etag: string, bytes: Tag['bytes'], expected: string): Verdict {
    const tag = bareTag(etag);
    if (tag === expected) return 'same';
    const looksLikeOne = /^[0-9a-f]{32}(?:-\d+)?$/.test(tag);
    return bytes === 'digest' && looksLikeOne && this.#tags === 'digests' ? 'different' : 'unknown';
  }
}
