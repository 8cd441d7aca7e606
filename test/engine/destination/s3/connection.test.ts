// How the SDK's client comes to be: when it is loaded, and which region it asks.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { s3Destination } from '../../../../main/engine/destination/s3/s3.ts';
import { useS3 } from '../../../servers/s3.ts';
import { runScript } from '../file/run-child.ts';
import { optionsOf } from './place.ts';
import { useProxies } from './proxy.ts';

const s3 = useS3();
const proxied = useProxies();

const ADDRESS = 'AWS_ENDPOINT_URL_S3';
const before = process.env[ADDRESS];
afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(process.env, ADDRESS);
  else process.env[ADDRESS] = before;
});

test('the SDK is loaded with the first request, not before', async () => {
  const { pathname } = new URL('loaded.ts', import.meta.url);
  const { output } = await runScript(pathname, [JSON.stringify([s3Destination(optionsOf(s3)).url, s3.secrets])]);
  expect(output).toBe('no yes');
});

test("the bucket's region is asked for where nobody named one", async () => {
  const { proxy, endpoint } = await proxied(s3.endpoint);
  // What stands for Amazon's address; that the region is unknown is what counts.
  process.env[ADDRESS] = endpoint;
  const { kind, bucket, path } = s3.location;
  proxy.decide = ({ method }) =>
    method === 'HEAD' ? { answer: 403, headers: { 'x-amz-bucket-region': 'eu-north-1' } } : 'pass';
  const destination = s3Destination(optionsOf(s3, { location: { kind, bucket, path } }));
  expect(await destination.list(0)).toEqual([]);
  expect(await destination.list(1)).toEqual([]);
  const regions = proxy.seen.map(
    ({ headers }) => /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1],
  );
  expect(regions).toEqual(['us-east-1', 'eu-north-1', 'eu-north-1']);
});

test('who cannot prove who he is is not trusted, unless that is switched off', async (context) => {
  const tls = selfSigned();
  if (tls === undefined) return context.skip('there is no openssl to make a certificate with');
  const { endpoint } = await proxied(s3.endpoint, tls);
  const open = (verifyTls: 'yes' | 'no'): Promise<unknown> =>
    s3Destination(optionsOf(s3, { location: { ...s3.location, endpoint, verifyTls } })).list(0);
  await expect(open('yes')).rejects.toMatchObject({ code: 'destination-untrusted', retry: 'later' });
  expect(await open('no')).toEqual([]);
});

function selfSigned(): { readonly key: string; readonly cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=127.0.0.1'];
  const { status } = spawnSync('openssl', ['req', '-x509', ...kind, '-days', '2', '-keyout', key, '-out', cert]);
  return status === 0 ? { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } : undefined;
}
