import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { openLog } from '../../../main/host/logs/log.ts';
import { redactor } from '../../../main/host/logs/redact.ts';
import { RotatingFile } from '../../../main/host/logs/rotating-file.ts';
import { stopAfter } from '../../engine/faults.ts';

const CANARY = 'c4n4ry/Secret+7f3a==';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-logs-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('a secret does not get into the log', () => {
  test.each<[string, unknown]>([
    ['in a field of its own', { secretAccessKey: CANARY }],
    ['deep in a field', { destination: { settings: { api_key: CANARY } } }],
    ['as a password', { password: CANARY, passphrase: CANARY }],
    ['in a URL', { url: `s3://ada:${CANARY}@bucket.example/path` }],
    ['in a URL with a port and no name', { url: `https://${CANARY}@host:443/` }],
    ['in a query', { url: `https://host/a?X-Amz-Signature=${CANARY}&b=1` }],
    [
      'in the headers of a request',
      { headers: { Authorization: `Bearer ${CANARY}`, cookie: `sid=${CANARY}` } },
    ],
    ['in a message', { reason: `the bucket refused Bearer ${CANARY}` }],
    ['in a setting', { line: `AWS_SECRET_ACCESS_KEY=${CANARY}` }],
    ['in JSON within a text', { body: JSON.stringify({ sessionToken: CANARY }) }],
    ['in JSON within JSON', { body: JSON.stringify({ inner: JSON.stringify({ token: CANARY }) }) }],
    ['beside a quote', { token: `a"b${CANARY}` }],
    ['beside a quote in JSON within JSON', { body: JSON.stringify({ token: `a"b${CANARY}"` }) }],
    ['in the stack of an error', { details: `Error: token: ${CANARY}\n    at a (b.ts:1:2)` }],
    ['as a private key', { text: `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----` }],
  ])('%s', (_where, fields) => {
    openLog({ folder: dir, disk: systemDisk, userHome: '/home/ada', version: '1' }).warn(fields, 'something');
    const text = readFileSync(join(dir, 'tidemark.log'), 'utf8');
    expect(text).not.toContain(CANARY);
    expect(text).toContain('[hidden]');
    expect(JSON.parse(text)).toMatchObject({ msg: 'something' });
  });

  test('nor a key of Amazon by its looks', () => {
    expect(redactor('/home/ada')('key AKIAIOSFODNN7EXAMPLE was refused')).toBe('key [hidden] was refused');
  });
});

test('the home folder is not named, on any system', () => {
  expect(redactor('/home/ada')('{"path":"/home/ada/Shop/orders.db"}')).toBe('{"path":"~/Shop/orders.db"}');
  const windows = JSON.stringify({ path: 'C:\\Users\\Ada\\orders.db' });
  expect(redactor('C:\\Users\\Ada')(windows)).toBe('{"path":"~\\\\orders.db"}');
  expect(redactor('/')('/a/b')).toBe('/a/b');
});

test('what is no secret stays', () => {
  const line =
    '{"level":40,"url":"https://host/a?b=1","msg":"3 keys compared, basic check passed","txid":12}';
  expect(redactor('/home/ada')(line)).toBe(line);
});

describe('the log file', () => {
  const file = (keep = 2): RotatingFile =>
    new RotatingFile({ path: join(dir, 'a/t.log'), disk: systemDisk, longest: 100, keep });

  test('starts anew when it is long, and keeps only a few old ones', () => {
    const log = file();
    for (let i = 0; i < 20; i++) log.write(`line ${String(i).padStart(2, '0')} ${'x'.repeat(30)}\n`);
    log.close();
    expect(readdirSync(join(dir, 'a')).sort()).toEqual(['t.log', 't.log.1', 't.log.2']);
    for (const name of ['t.log', 't.log.1', 't.log.2'])
      expect(statSync(join(dir, 'a', name)).size).toBeLessThanOrEqual(100);
    expect(readFileSync(join(dir, 'a/t.log'), 'utf8')).toContain('line 19');
    expect(readFileSync(join(dir, 'a/t.log.1'), 'utf8')).toContain('line 17');
  });

  test('goes on where it was after a restart', () => {
    file().write('one\n');
    file().write('two\n');
    expect(readFileSync(join(dir, 'a/t.log'), 'utf8')).toBe('one\ntwo\n');
    expect(statSync(join(dir, 'a/t.log')).mode & 0o777).toBe(0o600);
  });

  test('never stops the app: a line that the disk does not take is left out', () => {
    const faults = stopAfter(systemDisk, Infinity);
    const log = new RotatingFile({ path: join(dir, 't.log'), disk: faults.disk, longest: 100, keep: 1 });
    log.write('one\n');
    faults.failNext('ENOSPC');
    log.write('two\n');
    log.write('three\n');
    expect(readFileSync(join(dir, 't.log'), 'utf8')).toBe('one\nthree\n');
    expect(existsSync(join(dir, 't.log.1'))).toBe(false);
  });
});
