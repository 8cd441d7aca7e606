// Litestream's YAML: what is honoured, what is said to be without effect, and every mistake with its place.
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePlace } from '../../../main/cli/bridge/destinations.ts';
import type { PlaceConfig } from '../../../main/cli/config/replica-place.ts';
import { parseConfiguration, type Configuration } from '../../../main/cli/config/configuration.ts';
import type { Environment } from '../../../main/cli/config/expand.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import { windowsOf } from '../../../main/engine/replica/retention/windows.ts';

const cwd = '/desk';

const parse = (yaml: string, env?: Environment): Configuration =>
  parseConfiguration(yaml, {
    file: 'tide.yml',
    cwd,
    parsePlace: (text) => parsePlace(text, cwd),
    readText: (path) => `the text of ${path}\n`,
    ...(env === undefined ? {} : { env }),
  });

/** The lines of the error that `yaml` is answered with. */
const problemsOf = (yaml: string, env?: Environment): string[] => {
  try {
    parse(yaml, env);
  } catch (error) {
    if (isTidemarkError(error, 'config'))
      return error.message.split('\n').filter((line) => line.includes('yml:'));
    throw error;
  }
  throw new Error('nothing was thrown');
};

/** One good database with `extra` keys, and `top` keys above it. */
const withKeys = (extra: string, top = ''): string =>
  `${top}\ndbs:\n  - path: /data/shop.db\n    replica: { path: /backup/shop }\n${extra.replace(/^/gm, '    ')}\n`;

/** Where the databases go, as URLs. */
const urls = (yaml: string): (readonly string[])[] => parse(yaml).databases.map(({ destinations }) => destinations);

/** The one replica of the one database. */
const place = (replica: string, top = ''): PlaceConfig => parse(`${top}\ndbs: [{ path: a.db, replica: ${replica} }]`).databases[0]!.replicas[0]!.place;

describe('what is honoured', () => {
  test('one replica or several, by path, url and type', () => {
    const yaml = `
dbs:
  - path: sqlite:///data/a.db
    replica: { type: file, path: /backup/a }
  - path: b.db
    replicas:
      - url: file:///backup/b
      - path: other/b
      - url: /third/b
        name: third
`;
    const { databases, notices } = parse(yaml);
    expect(databases.map(({ path, settings, restoreIfMissing }) => [path, settings, restoreIfMissing])).toEqual([
      ['/data/a.db', {}, 'no'],
      ['/desk/b.db', {}, 'no'],
    ]);
    expect(urls(yaml)).toEqual([['file:///backup/a'], ['file:///backup/b', 'file:///desk/other/b', 'file:///third/b']]);
    expect(notices).toEqual([]);
  });

  test('settings of a database, and those of the file for all databases', () => {
    const settings = `
checkpoint-interval: 2m
min-checkpoint-page-count: 5000
max-barrier: 50ms
restore-if-db-not-exists: true
snapshot: { interval: 1h }`;
    const top = 'shutdown-sync-timeout: 5s\nsnapshot: { interval: 12h }';
    const [first, second] = parse(
      `${withKeys(settings, top)}  - { path: /data/b.db, replica: { path: /backup/b } }\n`,
    ).databases;
    expect(first).toMatchObject({
      settings: {
        checkpointInterval: 120_000,
        checkpointPages: 5000,
        maxBarrier: 50,
        snapshotInterval: 3_600_000,
        shutdownTimeout: 5000,
      },
      restoreIfMissing: 'yes',
    });
    expect(second?.settings).toEqual({ snapshotInterval: 43_200_000, shutdownTimeout: 5000 });
  });

  test('what is kept is everything unless a time is set, for one database or for all', () => {
    const other = '  - { path: /data/b.db, replica: { path: /backup/b } }\n';
    const kept = (settings: string, top: string): unknown[] =>
      parse(`${withKeys(settings, top)}${other}`).databases.map(({ settings: { retention } }) => retention);
    const nothing = { hourly: 0, daily: 0, weekly: 0 };
    const day = windowsOf({ ...nothing, changes: 86_400_000 });
    const hour = windowsOf({ ...nothing, changes: 3_600_000 });
    expect(kept('', '')).toEqual([undefined, undefined]);
    expect(kept('', 'snapshot: { retention: 24h }')).toEqual([day, day]);
    expect(kept('snapshot: { retention: 1h }', 'snapshot: { retention: 24h }')).toEqual([hour, day]);
    expect(kept('snapshot: { retention: 1h }', 'retention: { enabled: true }')).toEqual([hour, undefined]);
    expect(kept('snapshot: { retention: 1h }', 'retention: { enabled: false }')).toEqual(['off', 'off']);
  });

  test('what is kept can thin out with age, key by key for one database', () => {
    const other = '  - { path: /data/b.db, replica: { path: /backup/b } }\n';
    const kept = (own: string, top: string): unknown[] =>
      parse(`${withKeys(own, top)}${other}`).databases.map(({ settings: { retention } }) => retention);
    const all = { changes: 86_400_000, hourly: 7 * 86_400_000, daily: 30 * 86_400_000, weekly: 365 * 86_400_000 };
    const top = 'retention: { changes: 24h, hourly: 7d, daily: 30d, weekly: 1y, enabled: true }';
    expect(kept('', top)).toEqual([windowsOf(all), windowsOf(all)]);
    expect(kept('retention: { changes: 2d, weekly: 0 }', top)).toEqual([
      windowsOf({ ...all, changes: 2 * 86_400_000, weekly: 0 }),
      windowsOf(all),
    ]);
    expect(kept('retention: { enabled: false }', top)).toEqual(['off', windowsOf(all)]);
    expect(kept('retention: { enabled: true }', 'retention: { enabled: false, daily: 30d }')).toEqual([
      windowsOf({ ...all, hourly: 0, weekly: 0 }),
      'off',
    ]);
  });

  test('what is older is not kept longer than what is younger', () => {
    expect(problemsOf(withKeys('retention: { hourly: 7d, daily: 6d }', ''))).toEqual([
      expect.stringMatching(/what is kept daily is kept shorter than hourly — Keep daily at least as long as hourly, or not at all: daily: 0\.$/) as unknown,
    ]);
    expect(problemsOf(withKeys('', 'retention: { hourly: 12h, monthly: 1y }'))).toHaveLength(2);
  });

  test('exec and logging', () => {
    const top = 'exec: node server.js --port 80\nlogging:\n  level: DEBUG\n  type: json\n  stderr: true';
    expect(parse(withKeys('', top))).toMatchObject({
      exec: 'node server.js --port 80',
      logLevel: 'debug',
      logType: 'json',
    });
  });

  test('anchors, aliases and merges', () => {
    const { databases } = parse(`
dbs:
  - &first
    path: a.db
    checkpoint-interval: 2s
    replica: { path: backup/a }
  - <<: *first
    path: b.db
    replica: { path: backup/b }
`);
    expect(databases.map(({ path, settings }) => [path, settings.checkpointInterval])).toEqual([
      ['/desk/a.db', 2000],
      ['/desk/b.db', 2000],
    ]);
  });

  test('values stay the text they are', () => {
    const { databases } = parse('dbs: [{ path: 007, replica: { path: "~" } }]');
    expect(databases[0]?.path).toBe('/desk/007');
  });
});

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

describe('what has no effect is said in one line per reason', () => {
  test('Tidemark decides it by itself', () => {
    const extra = 'busy-timeout: 1s\ntruncate-page-n: 5\nmax-sync-wal-bytes: 5';
    const top = 'l0-retention-check-interval: 15s\nverify-compaction: true\nauto-recover: true';
    expect(parse(withKeys(extra, top)).notices).toEqual([
      'Tidemark decides these by itself, so without effect: l0-retention-check-interval (line 1), verify-compaction (line 2), ' +
        'auto-recover (line 3), dbs.busy-timeout (line 7), dbs.truncate-page-n (line 8), dbs.max-sync-wal-bytes (line 9).',
    ]);
  });

  test('its state is in its own folder', () => {
    expect(parse(withKeys('meta-path: /x')).notices).toEqual([
      'Tidemark keeps its own state in its own folder (TIDEMARK_HOME), so without effect: dbs.meta-path (line 5).',
    ]);
  });

  test('what comes later', () => {
    const top = `mcp-addr: ":3001"
socket: { enabled: true, path: /x, permissions: 0600 }
validation: { interval: 5m }
logging: { source: true }`;
    expect(parse(withKeys('', top)).notices).toEqual([
      'Not in this version, so without effect: mcp-addr (line 1), socket (line 2), validation (line 3), logging.source (line 4).',
    ]);
  });

  test('their values are checked all the same', () => {
    expect(problemsOf(withKeys('', 'validation-interval: 5'))).toEqual([
      'tide.yml:1:22: validation-interval: "5" is not a duration — Add a unit: 5s for seconds, 5ms for milliseconds.',
    ]);
  });
});

describe('mistakes', () => {
  test('all are named at once, in the order of the file', () => {
    expect(
      problemsOf(`
dbs:
  - pth: /data/a.db
    replica:
      path: /backup/a
      typ: file
  - path: /data/b.db
    max-barrier: -1s
    checkpoint-interval: soon
retenton:
  enabled: true
`),
    ).toEqual([
      'tide.yml:3:5: unknown key "pth" — Did you mean path?',
      'tide.yml:3:5: this database has no path — Add "path:".',
      'tide.yml:6:7: unknown key "typ" — Did you mean type?',
      'tide.yml:7:5: this database has no destination — Add "replica:" with a path.',
      'tide.yml:8:18: max-barrier: "-1s" is not a duration — Write a number and a unit, as in 10s, 500ms, 1h30m, 7d.',
      'tide.yml:9:26: checkpoint-interval: "soon" is not a duration — Write a number and a unit, as in 10s, 500ms, 1h30m, 7d.',
      'tide.yml:10:1: unknown key "retenton" — Did you mean retention?',
    ]);
  });

  test.each([
    ['min-checkpoint-page-count: 1.5', '"1.5" is not a whole number'],
    ['min-checkpoint-page-count: -1', '"-1" is not a whole number'],
    ['min-checkpoint-page-count: 4294967296', 'is not a whole number'],
    ['restore-if-db-not-exists: maybe', '"maybe" is neither true nor false'],
    ['snapshot: { interval: 720h }', '"720h" is longer than 24 days — The longest is 596h.'],
    ['busy-timeout:', 'has no value'],
    ['busy-timeout: [1s]', 'must be one value'],
    ['snapshot: 1h', 'dbs.snapshot must hold keys and values'],
    ['replicas: /backup', 'dbs.replicas must be a list'],
    ['__proto__: 1', 'unknown key "__proto__"'],
    ['constructor: 1', 'unknown key "constructor"'],
    ['? [a]\n: 1', 'a key must be plain text'],
    ['dir: /data\npattern: "*.db"', 'an entry has either a path or a dir'],
    ['replicas: [{ name: x }]', 'this replica has no path'],
    ['replicas: [{ path: /x, url: /y }]', 'a replica has either a path or a url'],
    ['replicas: [{ path: /x, age: {} }]', '"age" would encrypt, which this version cannot'],
  ])('%j', (extra, message) => {
    const problems = problemsOf(withKeys(extra));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  test.each([
    ['logging: { level: loud }', '"loud" is not known here — One of trace, debug, info, warn, error.'],
    ['logging: { level: wran }', 'Did you mean warn?'],
    [`exec: "sh -c 'x"`, "exec: a ' is never closed"],
    ['shutdown-sync-timeout: -1s', 'is not a duration'],
    ['account-key: x', '"account-key" belongs to Azure storage'],
    ['levels: [{ interval: 30s }, { interval: 45s }]', 'each level is a multiple of the one before'],
    ['levels: [{ interval: 10ms }]', 'a level is a second long at least'],
    ['levels: [{}]', 'this level has no interval'],
    ['addr: nowhere', '"nowhere" is not an address'],
    ['heartbeat-url: "ftp://x"', 'the heartbeat goes to a URL'],
    ['heartbeat-interval: 30s', 'the heartbeat is at most one a minute'],
    ['upload-limit: fast', '"fast" is not a rate'],
    ['budget: lots', '"lots" is not an amount of dollars'],
    ['prices: cheap', '"cheap" is not known here'],
    ['lease: { ttl: 10s }', 'too little is left when clocks may differ'],
  ])('%j at the top', (top, message) => {
    expect(problemsOf(withKeys('', top))[0]).toContain(message);
  });

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

  test.each([
    ['', 'tide.yml:1:1: no database is named'],
    ['# nothing', 'no database is named'],
    ['dbs:', 'no database is named'],
    ['dbs: []', 'no database is named'],
    ['- a', 'the file must hold keys and values'],
    ['just text', 'the file must hold keys and values'],
    ['dbs: {', 'tide.yml:1:'],
    ['dbs: [a, b]', 'dbs must hold keys and values'],
    ['dbs: *nowhere', 'tide.yml:1:6: *nowhere is named nowhere before as &nowhere'],
    ['a: 1\n---\nb: 2', 'tide.yml:'],
    ['dbs: []\ndbs: []', 'tide.yml:2:1: Map keys must be unique'],
    ['dbs:\n  - &a\n    <<: *a\n    path: x.db', 'a merged map may not merge another one'],
    ['dbs:\n  - <<: [1]\n    path: x.db', '<< takes one map'],
  ])('%j is no configuration', (yaml, message) => {
    expect(problemsOf(yaml).join('\n')).toContain(message);
  });

  test('a database twice, also through a link', () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-config-')));
    writeFileSync(join(dir, 'a.db'), '');
    symlinkSync(join(dir, 'a.db'), join(dir, 'link.db'));
    const yaml = `dbs:
  - { path: ${dir}/a.db, replica: { path: /backup/a } }
  - { path: ${dir}/link.db, replica: { path: /backup/b } }`;
    expect(problemsOf(yaml)[0]).toContain(
      `tide.yml:3:13: the database ${dir}/link.db is named twice, first on line 2`,
    );
    rmSync(dir, { recursive: true });
  });

  test('a destination twice, for one database or two, and a database as its own', () => {
    expect(problemsOf('dbs: [{ path: a.db, replicas: [{ path: /b }, { url: "file:///b" }] }]')[0]).toContain(
      'the destination /b is used twice, first on line 1',
    );
    const two =
      'dbs:\n  - { path: a.db, replica: { path: /b } }\n  - { path: c.db, replica: { path: /x/../b } }';
    expect(problemsOf(two)[0]).toContain('tide.yml:3:36: the destination /b is used twice, first on line 2');
    expect(problemsOf('dbs: [{ path: a.db, replica: { path: a.db } }]')[0]).toContain(
      'cannot be its own destination',
    );
  });
});

describe('environment variables', () => {
  const yaml =
    'dbs: [{ path: "${DATA}/a.db", checkpoint-interval: "${PACE}", replica: { path: "/b/$5/${DATA}" } }]';

  test('stand for their values, in numbers too', () => {
    expect(parse(yaml, { DATA: '/data', PACE: '2s' }).databases[0]).toMatchObject({
      path: '/data/a.db',
      settings: { checkpointInterval: 2000 },
      destinations: ['file:///b/$5/data'],
    });
  });

  test('cannot bring in structure', () => {
    const { databases } = parse('dbs:\n  - path: ${DATA}\n    replica: { path: /b }', { DATA: 'x: { y' });
    expect(databases[0]?.path).toBe('/desk/x: { y');
  });

  test('must be set', () => {
    expect(problemsOf(yaml, { DATA: '/data' })).toEqual([
      'tide.yml:1:52: checkpoint-interval: the environment variable PACE is not set — ' +
        'Set it, or write $${PACE} if the text itself is meant.',
    ]);
  });

  test('stay as they are without an environment', () => {
    expect(parse('dbs:\n  - path: ${DATA}\n    replica: { path: /b }').databases[0]?.path).toBe(
      '/desk/${DATA}',
    );
  });

  test('inside { } need quotes, which the error says', () => {
    expect(problemsOf('dbs: [{ path: ${DATA} }]', { DATA: 'x' }).join('\n')).toContain('needs quotes');
  });
});
