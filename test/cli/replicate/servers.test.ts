// replicate to real servers, as a file with Litestream's keys says: S3 with its pen, SFTP, WebDAV; secrets show nowhere.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { unpackFixture } from '../../fixtures/unpack.ts';
import { MissingServer } from '../../servers/run.ts';
import { useS3 } from '../../servers/s3.ts';
import { type SftpServer, startSftpServer } from '../../servers/sftp.ts';
import { startWebdavServer, type WebdavServer } from '../../servers/webdav.ts';
import { Sandbox } from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  sandbox.fill('shop.db', 100);
});
afterEach(() => {
  sandbox[Symbol.dispose]();
});

const once = async (): Promise<string> => {
  const { code, stderr } = await sandbox.run('replicate', '-once', '-config', 'tide.yml');
  expect([code, stderr]).toEqual([0, expect.stringContaining('protected')]);
  return stderr;
};

/** Rows of what comes back; the file is what has the secrets. */
const restored = async (): Promise<number> => {
  const { code, stderr } = await sandbox.run('restore', '-o', 'restored.db', '-config', 'tide.yml', 'shop.db');
  expect([code, stderr]).toEqual([0, '']);
  return sandbox.rows('restored.db');
};

const expectNowhere = (secret: string, ...texts: readonly string[]): void => {
  for (const text of texts) expect(text).not.toContain(secret);
  for (const file of readdirSync(sandbox.path('home'), { recursive: true, encoding: 'utf8' })) {
    const path = join(sandbox.path('home'), file);
    if (statSync(path).isFile()) expect(readFileSync(path).includes(secret), file).toBe(false);
  }
};

describe('S3', () => {
  const s3 = useS3();

  const keys = (): string => `
access-key-id: ${s3.secrets['access-key-id']!}
secret-access-key: \${S3_SECRET}
endpoint: ${s3.endpoint}
region: us-east-1
force-path-style: true
`;
  const env = (): NodeJS.ProcessEnv => ({ S3_SECRET: s3.secrets['secret-access-key'] });
  const configure = (database: string): void => {
    sandbox.write('tide.yml', `${keys()}dbs:\n  - ${database}\n`);
  };

  test('by keys, with secrets of the environment, and back', async () => {
    configure(`{ path: shop.db, replica: { type: s3, bucket: ${s3.bucket}, path: shop, part-size: 5MiB } }`);
    const { code, stderr } = await sandbox.startWith(env(), 'replicate', '-once', '-config', 'tide.yml').ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('protected')]);
    const back = await sandbox.startWith(env(), 'restore', '-o', 'x.db', '-config', 'tide.yml', 'shop.db').ended;
    expect(back.code).toBe(0);
    expect(sandbox.rows('x.db')).toBe(100);
    const list = await sandbox.startWith(env(), 'ltx', '-json', '-config', 'tide.yml', 'shop.db').ended;
    expect(JSON.parse(list.stdout)).toHaveLength(1);
    expectNowhere(s3.secrets['secret-access-key']!, stderr, back.stderr, list.stdout);
  });

  test('two computers: the second stands by, and goes on when the first has let go', async () => {
    configure(`{ path: shop.db, replica: { url: "s3://${s3.bucket}/shop", lease: { owner: first } } }`);
    const first = sandbox.startWith(env(), 'replicate', '-config', 'tide.yml');
    await first.says('protected');
    sandbox.write('two.yml', `${keys()}dbs: [{ path: shop.db, replica: { url: "s3://${s3.bucket}/shop" } }]\n`);
    const second = sandbox.startWith({ ...env(), TIDEMARK_HOME: sandbox.path('second') }, 'replicate', '-v', '-config', 'two.yml');
    await second.says('protected');
    sandbox.fill('shop.db', 1);
    await second.says('standing by: another computer writes there. first holds the pen');
    first.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    second.kill('SIGTERM');
    const { code, stderr } = await second.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('stopped: every change is copied')]);
  });

  test('goes on with what Litestream kept there', async () => {
    const fixture = join(unpackFixture('v5-file-basic'), 'replica');
    await upload(fixture, 'old');
    configure(`{ path: adopted.db, restore-if-db-not-exists: true, replica: { type: s3, bucket: ${s3.bucket}, path: old } }`);
    const run = await sandbox.startWith(env(), 'replicate', '-v', '-once', '-config', 'tide.yml').ended;
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('was missing, restored from')]);
    using db = sandbox.open('adopted.db');
    db.sqlite.exec('CREATE TABLE ours (x)');
    const next = await sandbox.startWith(env(), 'replicate', '-v', '-once', '-config', 'tide.yml').ended;
    expect([next.code, next.stderr]).toEqual([0, expect.stringContaining('protected')]);
    const list = await sandbox.startWith(env(), 'ltx', '-json', '-level', '0', '-config', 'tide.yml', 'adopted.db').ended;
    expect((JSON.parse(list.stdout) as unknown[]).length).toBeGreaterThan(0);
    const back = await sandbox.startWith(env(), 'restore', '-o', 'x.db', '-config', 'tide.yml', 'adopted.db').ended;
    expect(back.code).toBe(0);
    using copy = sandbox.open('x.db');
    expect(copy.sqlite.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'ours'").pluck().get()).toBe(1);
  });

  /** A replica of files in the layout that Litestream uses in buckets. */
  const upload = async (folder: string, path: string): Promise<void> => {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const match = /ltx\/(\d)\/([^/]+\.ltx)$/.exec(name);
      if (match === null) continue;
      const file = join(folder, name);
      const Metadata = { 'litestream-timestamp': statSync(file).mtime.toISOString() };
      const Key = `${path}/000${match[1]!}/${match[2]!}`;
      await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body: readFileSync(file), Metadata }));
    }
  };
});

/** Undefined where there is none: then the test is skipped, with the reason. */
const started = async <S>(start: () => Promise<S>): Promise<S | string> => {
  try {
    return await start();
  } catch (error) {
    if (error instanceof MissingServer) return error.message;
    throw error;
  }
};

describe('SFTP', () => {
  let server: SftpServer | string;
  beforeAll(async () => {
    server = await started(startSftpServer);
  });
  afterAll(async () => {
    if (typeof server !== 'string') await server.dispose();
  });

  test('by keys, with the key of a file and a pinned server', async ({ skip }) => {
    if (typeof server === 'string') return skip(server);
    const { host, port, user, hostKey } = server.location('');
    const key = server.secrets()['private-key']!;
    sandbox.write('id', key);
    const path = join(server.folder, 'shop');
    sandbox.write(
      'tide.yml',
      `key-path: id\ndbs:\n  - path: shop.db\n    replica: { type: sftp, host: "${host}:${port}", user: ${user}, path: ${path}, host-key: ${hostKey!} }\n`,
    );
    const said = await once();
    expect(await restored()).toBe(100);
    expectNowhere(key.split('\n')[2]!, said);
  });
});

describe('WebDAV', () => {
  let server: WebdavServer | string;
  beforeAll(async () => {
    server = await started(() => startWebdavServer({ sign: 'basic' }));
  });
  afterAll(async () => {
    if (typeof server !== 'string') await server.dispose();
  });

  test('by keys, with a password', async ({ skip }) => {
    if (typeof server === 'string') return skip(server);
    const { url, user } = server.location('');
    const password = server.secrets.password!;
    const quoted = (text: string): string => `'${text}'`;
    sandbox.write(
      'tide.yml',
      `webdav-url: ${url}\nwebdav-username: ${quoted(user!)}\nwebdav-password: ${quoted(password)}\ndbs:\n  - path: shop.db\n    replica: { type: webdav, path: shop }\n`,
    );
    const said = await once();
    expect(await restored()).toBe(100);
    expectNowhere(password, said);
  });
});
