import { describe, expect, test } from 'vitest';
import {
  answerChallenge,
  bestChallenge,
  type DigestChallenge,
} from '../../../../main/engine/destination/webdav/challenge.ts';

/** The example of RFC 7616 §3.9.1. */
const example = {
  user: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  count: 1,
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const offer = (algorithm: string): string =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

describe('of the ways that a server offers', () => {
  test.each([
    ['Basic realm="x"', 'basic'],
    ['basic realm="a, b=c", charset="UTF-8"', 'basic'],
    [`Basic realm="x", ${offer('MD5')}`, 'digest'],
    [`${offer('MD5')}, Basic realm="x"`, 'digest'],
    ['Bearer realm="x", Basic realm="y"', 'basic'],
    ['Digest realm="x", nonce="n", algorithm=UNHEARD-OF, Basic realm="y"', 'basic'],
    ['Digest realm="x", nonce="n", qop="auth-int", Basic realm="y"', 'basic'],
  ])('%s, the safest is taken', (header, kind) => {
    expect(bestChallenge(header)?.kind).toBe(kind);
  });

  test('SHA-256 goes before MD5', () => {
    expect(bestChallenge(`${offer('MD5')}, ${offer('SHA-256')}`)).toMatchObject({ algorithm: 'SHA-256' });
  });

  test.each(['', 'Bearer realm="x"', 'Negotiate', 'Digest realm="x"'])('"%s" has none for us', (header) => {
    expect(bestChallenge(header)).toBeUndefined();
  });

  test('a nonce that got too old is told from a wrong password', () => {
    expect(bestChallenge('Digest realm="x", nonce="n", stale=TRUE')).toMatchObject({ state: 'stale', quality: 'none' });
    expect(bestChallenge('Digest realm="say \\"x\\"", nonce="n"')).toMatchObject({ state: 'fresh', realm: 'say "x"' });
  });
});

describe('the answer', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('to %s is that of the standard', (algorithm, response) => {
    const answer = answerChallenge(bestChallenge(offer(algorithm))!, example);
    expect(answer).toContain(`response="${response}"`);
    expect(answer).toContain('qop=auth, nc=00000001, cnonce=');
    expect(answer).not.toContain('Circle');
  });

  test('to a server of RFC 2069 has no count', () => {
    const old: DigestChallenge = {
      kind: 'digest',
      realm: 'r',
      nonce: 'n',
      opaque: undefined,
      algorithm: undefined,
      quality: 'none',
      state: 'fresh',
    };
    expect(answerChallenge(old, example)).not.toMatch(/qop|nc=|algorithm|opaque/);
  });

  test('in the clear is UTF-8', () => {
    expect(answerChallenge({ kind: 'basic' }, { ...example, user: 'ü', password: 'a:b' })).toBe(
      `Basic ${Buffer.from('ü:a:b').toString('base64')}`,
    );
  });
});
