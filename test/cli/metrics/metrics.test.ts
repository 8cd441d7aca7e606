// /metrics: the format, who is answered, and what a real run says of itself.
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatFamilies } from '../../../main/cli/metrics/exposition.ts';
import { type MetricsServer, serveMetrics } from '../../../main/cli/metrics/server.ts';
import { Sandbox } from '../support/sandbox.ts';

test('the text format, with what has to be escaped', () => {
  const samples = [
    { labels: {}, value: 1.5 },
    { labels: { db: 'C:\\a "b"\nc', x: '' }, value: Infinity },
  ];
  const text = formatFamilies([
    { name: 'm_total', help: 'Back\\slash\nand "quotes".', type: 'counter', samples },
    { name: 'none', help: 'Left out.', type: 'gauge', samples: [] },
  ]);
  expect(text).toBe(
    '# HELP m_total Back\\\\slash\\nand "quotes".\n# TYPE m_total counter\nm_total 1.5\nm_total{db="C:\\\\a \\"b\\"\\nc",x=""} +Inf\n',
  );
});

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

const get = (port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode, type: response.headers['content-type'], body });
      });
    });
    call.on('error', reject).end();
  });

describe('the server', () => {
  let server: MetricsServer;
  let pages = 0;
  beforeEach(async () => {
    pages = 0;
    server = await serveMetrics({ host: '127.0.0.1', port: 0 }, () => `page ${++pages}\n`);
  });
  afterEach(() => server.close());

  test('makes a page for each scrape, and none for anything else', async () => {
    const { port } = server.address;
    expect(await get(port, '/metrics')).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: 'page 1\n' });
    expect((await get(port, '/metrics?x=1')).body).toBe('page 2\n');
    expect((await get(port, '/')).status).toBe(404);
    expect((await get(port, '/metrics', {}, 'HEAD')).body).toBe('');
    expect((await get(port, '/metrics', {}, 'POST')).status).toBe(403);
    expect((await get(port, '/metrics', { host: 'evil.example' })).status).toBe(421);
    expect((await get(port, '/metrics', { origin: 'https://evil.example' })).status).toBe(403);
    expect(pages).toBe(2);
  });

  test('a port that is taken is said', async () => {
    await expect(serveMetrics(server.address, () => '')).rejects.toMatchObject({ code: 'busy' });
  });

  test('where others may come, they come by its address, not by a name of theirs', async () => {
    const open = await serveMetrics({ host: '0.0.0.0', port: 0 }, () => 'page\n');
    const { port } = open.address;
    expect((await get(port, '/metrics', { host: `192.0.2.7:${port}` })).status).toBe(200);
    expect((await get(port, '/metrics', { host: `evil.example:${port}` })).status).toBe(421);
    await open.close();
  });
});

/** NaN where it is not said. */
function provedIn(page: string, labels: string): number {
  const start = `tidemark_last_proved_restore_timestamp_seconds{${labels}} `;
  return Number(page.split('\n').find((line) => line.startsWith(start))?.slice(start.length));
}

describe('a real run', () => {
  test('says what it knows, in Litestream’s names and its own', async () => {
    using sandbox = new Sandbox();
    sandbox.fill('shop.db', 50);
    sandbox.write('tide.yml', 'addr: "127.0.0.1:0"\ndbs: [{ path: shop.db, replica: { path: one } }]\n');
    const running = sandbox.start('replicate', '-json', '-config', 'tide.yml');
    await running.says('protected');
    await running.says('/metrics"');
    const port = Number(/127\.0\.0\.1:(\d+)\/metrics/.exec(running.output)![1]);
    sandbox.fill('shop.db', 1);
    const db = `db="${sandbox.path('shop.db')}"`;
    const at = `${db},destination="file://${sandbox.path('one')}"`;
    let page = '';
    while (!page.includes(`tidemark_destination_txid{${at}} 2\n`)) page = (await get(port, '/metrics')).body;
    for (const line of [
      `litestream_txid{${db}} 2`,
      `litestream_sync_error_count{${db}} 0`,
      `litestream_disk_full{${db}} 0`,
      `tidemark_in_sync{${at}} 1`,
      `tidemark_pending_files{${at}} 0`,
      `tidemark_pen{${at},state="ours"} 1`,
      `# TYPE litestream_db_size gauge`,
      `# TYPE litestream_sync_count counter`,
    ]) {
      expect(page).toContain(`${line}\n`);
    }
    expect(page).toMatch(/^litestream_db_size\{.*\} [1-9]\d+$/m);
    expect(page).toMatch(/^litestream_wal_size\{.*\} [1-9]\d+$/m);
    expect(page).toMatch(/^tidemark_newest_restorable_age_seconds\{.*\} \d+(\.\d+)?$/m);
    expect(page).not.toContain('tidemark_last_proved_restore');
    const before = Date.now() / 1000;
    expect(await sandbox.run('restore', '-o', 'copy.db', 'one')).toMatchObject({ code: 0 });
    const restored = provedIn((await get(port, '/metrics')).body, at);
    expect(restored).toBeGreaterThanOrEqual(before);
    expect(await sandbox.run('verify', 'one')).toMatchObject({ code: 0 });
    page = (await get(port, '/metrics')).body;
    expect(provedIn(page, at)).toBeGreaterThan(restored);
    const names = [...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const line of page.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[\d.e+-]+)$/);
    }
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });
});
