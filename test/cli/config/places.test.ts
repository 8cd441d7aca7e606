// Where databases go, as a file says it: servers, directories, levels, and what others are told.
import { describe, expect, test } from 'vitest';
import type { PlaceConfig } from '../../../main/cli/config/replica-place.ts';
import { windowsOf } from '../../../main/engine/replica/retention/windows.ts';
import { parse, problemsOf, withKeys } from './parse.ts';

/** The one replica of the one database. */
const place = (replica: string, top = ''): PlaceConfig => parse(`${top}\ndbs: [{ path: a.db, replica: ${replica} }]`).databases[0]!.replicas[0]!.place;

describe('servers', () => {
  test('S3 by its keys: what is said for all gives way to what is said for one, and to the url', () => {
    const top = 'access-key-id: all\nsecret-access-key: hidden\nregion: eu-west-1\npart-size: 16MiB\nconcurrency: 3';
    const keys = '{ type: s3, bucket: b, path: /p/q/, region: us-east-2, endpoint: "localhost:9000", force-path-style: true }';
    expect(place(keys, top)).toMatchObject({
      location: {
        kind: 's3',
        bucket: 'b',
        path: 'p/q',
        region: 'us-east-2',
        endpoint: 'http://localhost:9000',
        addressing: 'path',
        partSize: 16 * 1024 * 1024,
        concurrency: 3,
      },
      secrets: { 'access-key-id': 'all', 'secret-access-key': 'hidden' },
      choices: { interval: 1000, pen: 'used', prices: 'none' },
    });
    expect(place('{ url: "s3://b/p?region=ap-east-1" }', top).location).toMatchObject({ region: 'ap-east-1', concurrency: 3 });
  });

  test('a secret is in no url, and may come out of a file or the environment', () => {
    const [database] = parse(
      'dbs: [{ path: a.db, replica: { type: s3, bucket: b, sse-customer-key-path: ~/key, access-key-id: k, secret-access-key: "${S}" } }]',
      { S: 'so $ecret' },
    ).databases;
    const [replica] = database!.replicas;
    expect(replica?.place.secrets).toMatchObject({ 'secret-access-key': 'so $ecret', 'customer-key': expect.stringMatching(/^the text of .*\/key$/) as unknown });
    expect(replica?.url).toBe('s3://b?sseCustomerAlgorithm=AES256');
  });

  test('SFTP by its keys and by url', () => {
    const top = 'key-path: /keys/id\npassphrase: open';
    expect(place('{ type: sftp, host: "nas:2222", user: u, path: ~/x/ }', top)).toMatchObject({
      location: { kind: 'sftp', host: 'nas', port: 2222, user: 'u', path: 'x' },
      secrets: { 'private-key': 'the text of /keys/id\n', passphrase: 'open' },
      choices: { pen: 'unused' },
    });
    expect(place('{ url: "sftp://u@nas/x", password: p }')).toMatchObject({ location: { path: '/x' }, secrets: { password: 'p' } });
  });

  test('budget, limit, pace and lease', () => {
    const keys = '{ type: s3, bucket: b, budget: $2, upload-limit: 2MB/s, sync-interval: 10s, prices: r2, lease: { ttl: 90s, owner: shop } }';
    expect(place(keys)).toMatchObject({
      choices: { budget: 2, uploadLimit: 2_000_000, interval: 10_000, prices: 'r2', pen: 'used' },
      writer: { ttl: 90_000, owner: 'shop' },
    });
    expect(place('{ path: /b, lease: { enabled: false } }').choices.pen).toBe('unused');
    const fixed = '{ path: /b, lease: { type: static, holder: here, owner: here } }';
    expect(place(fixed).writer).toEqual({ fixed: { holder: 'us', owner: 'here' } });
    expect(place('{ type: sftp, host: h, user: u, path: /x }', 'lease: { enabled: true }').choices.pen).toBe('unused');
  });
});

describe('directories, levels, and what others are told', () => {
  test('a folder with a pattern', () => {
    const yaml = 'dbs: [{ dir: data, pattern: "*.db", recursive: true, watch: true, replica: { path: /b }, snapshot: { interval: 1h } }]';
    expect(parse(yaml)).toMatchObject({
      databases: [],
      directories: [{ dir: '/desk/data', pattern: '*.db', depth: 'tree', watch: 'yes', settings: { snapshotInterval: 3_600_000 } }],
    });
  });

  test.each([
    ['dir: /d', 'a dir needs a pattern'],
    ['pattern: "*.db"', 'there is no dir'],
    ['dir: /d, pattern: "a/*.db"', 'a pattern is that of a name'],
    ['dir: /d, pattern: "*.db", restore-if-db-not-exists: true', 'which databases of a dir are missing cannot be known'],
  ])('%s', (keys, message) => {
    expect(problemsOf(`dbs: [{ ${keys}, replica: { path: /b } }]`)).toEqual([expect.stringContaining(message) as unknown]);
  });

  test('levels, looks, and single changes', () => {
    const top = 'levels: [{ interval: 10s }, { interval: 1m }]\nl0-retention: 2d';
    const { settings } = parse(withKeys('monitor-interval: 2s', top)).databases[0]!;
    expect(settings).toMatchObject({ levels: [10_000, 60_000], monitorInterval: 2000 });
    expect(settings.retention).toEqual(windowsOf({ changes: 2 * 86_400_000, hourly: 0, daily: 0, weekly: 0 }));
  });

  test('metrics on this computer unless it is said otherwise, and the heartbeat', () => {
    expect(parse(withKeys('', 'addr: ":9090"\nheartbeat-url: https://x.example/y'))).toMatchObject({
      metrics: { host: '127.0.0.1', port: 9090 },
      heartbeat: { url: 'https://x.example/y', interval: 300_000 },
    });
    expect(parse(withKeys('', 'addr: "0.0.0.0:9090"')).metrics).toEqual({ host: '0.0.0.0', port: 9090 });
  });
});

describe('mistakes', () => {
  test.each([
    ['{ bucket: b, path: p, access-key-id: k }', '"bucket" belongs to S3, and this replica is a folder — Add "type: s3".'],
    ['{ type: s3, bucket: b, user: u }', '"user" belongs to SFTP, and this replica is S3'],
    ['{ type: s3, url: "sftp://u@h/x" }', 'the type is "s3", and the url is that of SFTP'],
    ['{ type: s3, path: p }', 'this replica has no bucket'],
    ['{ type: s3, bucket: b, part-size: 1MB }', 'part-size: "1MB" must be a size from 5 MiB to 5 GiB'],
    ['{ type: s3, bucket: b, access-key-id: k }', 'there is no secret-access-key with it'],
    ['{ type: s3, bucket: b, sse-customer-algorithm: AES256 }', 'there is no sse-customer-key'],
    ['{ type: s3, bucket: b, sse-customer-key: k, sse-kms-key-id: i }', 'exclude each other'],
    ['{ type: s3, bucket: b, endpoint: "http://s3.example.com", sse-customer-key: k }', 'over plain http'],
    ['{ url: "s3://b/p?region=eu", region: us }', 'region is in the url already'],
    ['{ url: "s3://b/p", bucket: c }', 'a replica has either a url or a bucket'],
    ['{ url: "s3://key:secret@b/p" }', 'keys do not belong into URLs'],
    ['{ type: sftp, host: "h:0", user: u, path: /x }', 'host: "h:0" must be a server'],
    ['{ type: sftp, host: h, path: /x }', 'this replica has no user'],
    ['{ type: sftp, host: h, user: u }', 'this replica has no path'],
    ['{ type: sftp, host: h, user: u, path: /x, host-key: x }', 'host-key: the host key is neither'],
    ['{ type: sftp, host: h, user: u, path: /x, lease: { enabled: true } }', 'nothing there judges who was first'],
    ['{ type: gs, bucket: b }', '"gs" is not in this version'],
    ['{ path: /b, lease: { type: s3 } }', 'a lease of type "s3" does not go with this replica'],
    ['{ path: /b, lease: { type: static } }', 'a static lease has a holder'],
    ['{ path: /b, lease: { holder: x } }', 'only a static lease has a holder'],
  ])('a replica that cannot be: %s', (replica, message) => {
    const problems = problemsOf(`dbs: [{ path: a.db, replica: ${replica} }]`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });
});

describe('generations', () => {
  test('are a format of their own, with the keys of Litestream 0.3', () => {
    const keys = '{ path: /r, format: generations, naming: nested-16, retention: 72h, retention-check-interval: 10m, snapshot-interval: 6h, validation-interval: 1d }';
    const { choices, generations } = place(keys);
    expect(choices.format).toBe('generations');
    expect(generations).toEqual({ naming: 'nested-16', retention: 72 * 3_600_000, retentionChecks: 600_000, snapshots: 6 * 3_600_000, validation: 24 * 3_600_000 });
    expect(place('{ path: /r, format: generations, retention: 0s }').generations).toMatchObject({ retention: Infinity });
    expect(place('{ path: /r }').choices.format).toBe('ltx');
    expect(place('{ path: /r }').generations).toBeUndefined();
  });

  test('cannot be where there are LTX files only, and their keys belong to nothing else', () => {
    const problems = (replica: string): string[] => problemsOf(`dbs: [{ path: a.db, replica: ${replica} }]`);
    expect(problems('{ url: "sftp://me@nas/a", format: generations }')).toEqual([expect.stringContaining('generations cannot be at SFTP') as string]);
    expect(problems('{ path: /r, naming: flat-8 }')).toEqual([expect.stringContaining('"naming" belongs to replicas with "format: generations"') as string]);
    expect(problems('{ path: /r, retention: 24h }')).toEqual([expect.stringContaining('retention: { changes: 24h }') as string]);
    expect(problems('{ path: /r, format: generations, naming: flat-9 }')).toHaveLength(1);
  });

  test('a comparison that an LTX replica does not do is named', () => {
    const notices = (replica: string): readonly string[] => parse(`dbs: [{ path: a.db, replica: ${replica} }]`).notices;
    expect(notices('{ path: /r, validation-interval: 1h }')).toEqual(['Not in this version, so without effect: validation-interval (line 1).']);
    expect(notices('{ path: /r, format: generations, validation-interval: 1h }')).toEqual([]);
  });
});
