import { expect, test } from 'vitest';
import { Digests, md5, tagOfParts } from '../../../../main/engine/destination/s3/digest.ts';

const [one, other] = [md5(Buffer.from('one')), md5(Buffer.from('other'))];
const tag = (etag: string, bytes: 'digest' | 'opaque' = 'digest'): { etag: string; bytes: 'digest' | 'opaque' } => ({ etag, bytes });

test('the tag of parts is the digest of their digests', () => {
  expect(tagOfParts([one, other])).toBe(`${md5(Buffer.from(one + other, 'hex'))}-2`);
});

test('what has the right tag is there', () => {
  const digests = new Digests();
  expect(digests.storing).toBe('unproved');
  expect(digests.judge(tag(`"${one}"`), one)).toBe('same');
  expect(digests.judge(tag(`"${one.toUpperCase()}"`), one)).toBe('same');
  expect(digests.storing).toBe('proved');
});

test('another tag says nothing where none was right before', () => {
  const digests = new Digests();
  expect(digests.judge(tag(`"${other}"`), one)).toBe('unknown');
  expect(digests.storing).toBe('unproved');
});

test('another tag says that it is something else where they were right before', () => {
  const digests = new Digests();
  digests.judge(tag(`"${one}"`), one);
  expect(digests.judge(tag(`"${other}"`), one)).toBe('different');
  expect(digests.storing).toBe('unproved');
});

test.each([
  ['encrypted', tag(`"${other}"`, 'opaque')],
  ['no digest', tag('"abc"')],
  ['missing', tag('')],
])('a tag that is %s says nothing, ever', (_, seen) => {
  const digests = new Digests();
  digests.judge(tag(`"${one}"`), one);
  expect(digests.judge(seen, one)).toBe('unknown');
  expect(digests.storing).toBe('unproved');
});
