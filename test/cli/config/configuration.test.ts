// Litestream's YAML: what is honoured, what is said to be without effect, and every mistake with its place.
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { windowsOf } from '../../../main/engine/replica/retention/windows.ts';
import { parse, problemsOf, withKeys } from './parse.ts';

/** Where the databases go, as URLs. */
const urls = (yaml: string): (readonly string[])[] => parse(yaml).databases.map(({ destinations }) => destinations);

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
