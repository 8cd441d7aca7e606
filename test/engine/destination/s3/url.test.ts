import { describe, expect, test } from 'vitest';
import type { S3Location } from '../../../../main/engine/destination/location.ts';
import { formatS3Url, parseS3Url } from '../../../../main/engine/destination/s3/url.ts';

const place = { kind: 's3', bucket: 'copies', path: 'app' } as const;
const ARN = 'arn:aws:s3:eu-central-1:123456789012:accesspoint/copies';

describe('a URL', () => {
  test.each<[string, Partial<S3Location>]>([
    ['s3://copies/app', {}],
    ['S3://copies/app', {}],
    ['s3://copies//app//', {}],
    ['s3://copies', { path: '' }],
    ['s3://copies/', { path: '' }],
    ['s3://copies/a/b%20c/%C3%BC', { path: 'a/b c/ü' }],
    ['s3://copies/app?region=eu-west-1', { region: 'eu-west-1' }],
    ['s3://copies/app?endpoint=https://s3.example.com', { endpoint: 'https://s3.example.com' }],
    ['s3://copies/app?endpoint=https%3A%2F%2Fs3.example.com%2F', { endpoint: 'https://s3.example.com' }],
    [
      's3://copies/app?endpoint=https://x.supabase.co/storage/v1/s3',
      { endpoint: 'https://x.supabase.co/storage/v1/s3' },
    ],
    ['s3://copies/app?endpoint=s3.example.com', { endpoint: 'https://s3.example.com' }],
    ['s3://copies/app?endpoint=localhost:9000', { endpoint: 'http://localhost:9000' }],
    ['s3://copies/app?endpoint=192.168.1.7:9000', { endpoint: 'http://192.168.1.7:9000' }],
    ['s3://copies/app?forcePathStyle=true', { addressing: 'path' }],
    ['s3://copies/app?force-path-style=false', { addressing: 'virtual' }],
    ['s3://copies/app?storage-class=STANDARD_IA', { storageClass: 'STANDARD_IA' }],
    ['s3://copies/app?partSize=16MiB', { partSize: 16 * 1024 * 1024 }],
    ['s3://copies/app?part-size=5242880', { partSize: 5_242_880 }],
    ['s3://copies/app?concurrency=3', { concurrency: 3 }],
    ['s3://copies/app?sse-kms-key-id=alias/copies', { encryption: { kind: 'kms', keyId: 'alias/copies' } }],
    ['s3://copies/app?sseCustomerAlgorithm=AES256', { encryption: { kind: 'customer' } }],
    ['s3://copies/app?checksums=always', { checksums: 'always' }],
    ['s3://copies/app?sign-payload=false', { signPayload: 'no' }],
    ['s3://copies/app?profile=work', { profile: 'work' }],
    ['s3://copies/app?skip-verify=true', { verifyTls: 'no' }],
    ['s3://copies/app?region=eu-west-1&concurrency=3&', { region: 'eu-west-1', concurrency: 3 }],
    [`s3://${ARN}/app`, { bucket: ARN }],
    [`s3://${ARN}`, { bucket: ARN, path: '' }],
  ])('%s is read', (text, expected) => {
    expect(parseS3Url(text)).toEqual({ ...place, ...expected });
  });

  test.each([
    ['s3:copies/app', 'not the URL'],
    ['https://copies/app', 'not the URL'],
    ['s3:///app', 'names no bucket'],
    ['s3://copies:9000/app', 'name of a bucket'],
    ['s3://key:topsecret@copies/app', 'keys do not belong'],
    ['s3://copies/app?access-key-id=topsecret', 'keys do not belong'],
    ['s3://copies/app?secretAccessKey=topsecret', 'keys do not belong'],
    ['s3://copies/app?sse-customer-key=topsecret', 'keys do not belong'],
    ['s3://copies/app?sessionToken=topsecret', 'keys do not belong'],
    ['s3://copies/app?endpoint=https://key:topsecret@s3.example.com', 'must be the address'],
    ['s3://copies/app?endpoint=ftp://s3.example.com', 'must be the address'],
    ['s3://copies/app?endpoint=', 'must be the address'],
    ['s3://copies/app?colour=blue', '"colour" is no option'],
    ['s3://copies/app?region', 'must be the name of a region'],
    ['s3://copies/app?region=a&region=b', 'given twice'],
    ['s3://copies/app?forcePathStyle=true&force-path-style=true', 'given twice'],
    ['s3://copies/app?forcePathStyle=maybe', 'true or false'],
    ['s3://copies/app?partSize=1MiB', 'from 5 MiB'],
    ['s3://copies/app?partSize=6GiB', 'from 5 MiB'],
    ['s3://copies/app?partSize=many', 'from 5 MiB'],
    ['s3://copies/app?concurrency=0', 'from 1 to'],
    ['s3://copies/app?concurrency=1000', 'from 1 to'],
    ['s3://copies/app?sseCustomerAlgorithm=DES', 'AES256'],
    ['s3://copies/a/../b', '".."'],
    ['s3://copies/a/%2e%2e/b', '".."'],
    ['s3://copies/a%0Ab', 'control characters'],
    ['s3://copies/a%zz', 'encodes nothing'],
    ['s3://copies/app#1', 'after "#"'],
    ['s3://copies/app?endpoint=http://s3.example.com&sseCustomerAlgorithm=AES256', 'plain http'],
  ])('%s is refused', (text, words) => {
    let error: unknown;
    try {
      parseS3Url(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining(words) as string });
    expect(JSON.stringify(error) + String(error)).not.toContain('topsecret');
  });
});

describe('writing a location', () => {
  test('gives one text for it', () => {
    const location = parseS3Url(
      's3://copies/a b?part-size=8MB&endpoint=minio.local:9000&force-path-style=yes&region=us-east-1',
    );
    expect(formatS3Url(location)).toBe(
      's3://copies/a%20b?endpoint=http%3A%2F%2Fminio.local%3A9000&region=us-east-1&forcePathStyle=true&partSize=8388608',
    );
  });

  test('and reading it gives the location again', () => {
    const random = seeded(20_261_121);
    for (let round = 0; round < 3000; round += 1) {
      const location = anyLocation(random);
      const text = formatS3Url(location);
      expect(parseS3Url(text)).toEqual(location);
      expect(formatS3Url(parseS3Url(text))).toBe(text);
    }
  });
});

type Random = () => number;

function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function anyLocation(random: Random): S3Location {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const maybe = <T extends object>(value: () => T): T | object => (random() < 0.4 ? value() : {});
  const text = (characters: string, most: number): string =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(Array.from(characters))).join('');
  const segment = (): string => `${text('abcäöü☃😀 %?#&=+~:@!$\'()*,;|"<>{}^`\\', 8)}x`;
  return {
    kind: 's3',
    bucket: pick(['copies', 'my.bucket-1', 'UPPER_case', ARN]),
    path: Array.from({ length: Math.floor(random() * 4) }, segment).join('/'),
    ...maybe(() => ({
      endpoint: pick(['https://s3.example.com', 'http://localhost:9000', 'https://[fd00::1]:8443', 'https://h/a/b']),
    })),
    ...maybe(() => ({ region: pick(['eu-central-1', 'auto', 'us-east-1']) })),
    ...maybe(() => ({ addressing: pick(['path', 'virtual'] as const) })),
    ...maybe(() => ({ storageClass: pick(['STANDARD', 'ONEZONE_IA']) })),
    ...maybe(() => ({ partSize: 5 * 1024 * 1024 + Math.floor(random() * 1e9) })),
    ...maybe(() => ({ concurrency: 1 + Math.floor(random() * 64) })),
    ...maybe(() => ({ encryption: { kind: 'kms', keyId: segment() } as const })),
    ...maybe(() => ({ checksums: pick(['always', 'required'] as const) })),
    ...maybe(() => ({ signPayload: pick(['yes', 'no'] as const) })),
    ...maybe(() => ({ profile: segment() })),
    ...maybe(() => ({ verifyTls: pick(['yes', 'no'] as const) })),
  };
}
