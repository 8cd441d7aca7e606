// `tidemark follow` and `restore -f` as people and programs run them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Sandbox } from './support/sandbox.ts';

let box: Sandbox;

beforeEach(() => {
  box = new Sandbox();
});
afterEach(() => {
  box[Symbol.dispose]();
});

async function copied(rows = 10): Promise<void> {
  box.fill('shop.db', rows);
  expect(await box.run('replicate', '-once', 'shop.db', 'copies')).toMatchObject({ code: 0 });
}

describe('a copy that follows a destination', () => {
  test('-once brings it up to date, from where it is, each time', async () => {
    await copied();
    expect(await box.run('follow', 'copies', '-o', 'live.db', '-once')).toMatchObject({ code: 0 });
    expect(box.rows('live.db')).toBe(10);
    await copied(7);
    const again = await box.run('follow', 'copies', '-o', 'live.db', '-once', '-json');
    expect(again.code).toBe(0);
    const events = again.stderr.trim().split('\n').map((line) => JSON.parse(line) as { event: string; txid: string });
    expect(events.map(({ event }) => event)).toContain('level');
    expect(events.every(({ event }) => event !== 'set-apart')).toBe(true);
    expect(box.rows('live.db')).toBe(17);
  });

  test('until it is told to stop; restore -f is the same', async () => {
    await copied();
    const following = box.start('restore', '-f', '-follow-interval', '50ms', '-o', 'live.db', 'copies');
    await following.says('is level with');
    expect(box.rows('live.db')).toBe(10);
    await copied(5);
    await expect.poll(() => box.rows('live.db'), { timeout: 20_000 }).toBe(15);
    const second = await box.run('follow', 'copies', '-o', 'live.db');
    expect(second).toMatchObject({ code: 7, stderr: expect.stringContaining('already following') as string });
    const copying = await box.run('replicate', '-once', 'live.db', 'copies-of-live');
    expect(copying).toMatchObject({ code: 1, stderr: expect.stringContaining('follows a database elsewhere') as string });
    expect(existsSync(box.path('copies-of-live'))).toBe(false);
    following.kill('SIGINT');
    expect((await following.ended).code).toBe(0);
  });

  test('a write by somebody else is set apart, and said', async () => {
    await copied();
    await box.run('follow', 'copies', '-o', 'live.db', '-once');
    box.fill('live.db', 3);
    await copied(1);
    const { code, stderr } = await box.run('follow', 'copies', '-o', 'live.db', '-once');
    expect(code).toBe(0);
    expect(stderr).toContain('was set apart as');
    expect(box.rows('live.db')).toBe(11);
  });
});

describe('refuses', () => {
  test('a file that was there, one among the copies, and one that is copied from here', async () => {
    await copied();
    writeFileSync(box.path('mine.db'), 'precious');
    expect(await box.run('follow', 'copies', '-o', 'mine.db', '-once')).toMatchObject({ code: 7 });
    expect(readFileSync(box.path('mine.db'), 'utf8')).toBe('precious');
    expect(await box.run('follow', 'copies', '-o', 'copies/live.db', '-once')).toMatchObject({ code: 2 });
    expect(await box.run('follow', 'copies', '-o', 'shop.db', '-once')).toMatchObject({ code: 2 });
    expect(box.rows('shop.db')).toBe(10);
    expect(existsSync(box.path('copies/live.db'))).toBe(false);
  });

  test.each([
    [2, 'which file is to follow', ['copies']],
    [2, 'which database to follow', ['http://127.0.0.1:7674/', '-o', 'live.db']],
    [2, 'which database to follow', ['http://127.0.0.1:7674/%', '-o', 'live.db']],
    [2, 'could read along', ['http://192.0.2.1:7674/shop.db', '-o', 'live.db', '-token-file', 'token']],
    [2, 'could read along', ['http://192.0.2.1:7674/shop.db', '-o', 'live.db', '-pair', 'AAAA-AAAA-AAAA']],
    [2, 'does not know this computer yet', ['http://127.0.0.1:7674/shop.db', '-o', 'live.db']],
    [2, 'which certificate', ['https://127.0.0.1:7674/shop.db', '-o', 'live.db', '-token-file', 'token']],
    [4, 'nothing to follow', ['elsewhere', '-o', 'live.db', '-once']],
    [6, 'cannot be reached', ['http://127.0.0.1:1/shop.db', '-o', 'live.db', '-token-file', 'token', '-once']],
  ])('with code %i: %s', async (code, words, args) => {
    box.write('token', 'secret\n');
    const ended = await box.run('follow', ...args);
    expect(ended.stderr).toContain(words);
    expect(ended.code).toBe(code);
  });
});
