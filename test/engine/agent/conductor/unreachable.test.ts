// A database that cannot even be looked at: its folder may not be entered, or its disk answers with errors. Here a link
// that leads to itself, which stops root as well.
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineRig } from './rig.ts';

function takeAway(rig: EngineRig): void {
  renameSync(rig.path('sub'), rig.path('sub.away'));
  symlinkSync('sub', rig.path('sub'));
}

function bringBack(rig: EngineRig): void {
  rmSync(rig.path('sub'));
  renameSync(rig.path('sub.away'), rig.path('sub'));
}

describe.skipIf(process.platform === 'win32').each(['wal', 'delete'] as const)('a %s database out of reach', (mode) => {
  it('is waited for, keeps nobody else from being copied, and can be paused meanwhile', async () => {
    await using rig = new EngineRig();
    mkdirSync(rig.path('sub'));
    const app = await rig.app('sub/lost.db', mode);
    const other = await rig.app('other.db', 'delete');
    await rig.open();
    const [id, otherId] = [await rig.protect('sub/lost.db'), await rig.protect('other.db')];
    await rig.untilState(id, 'safe');
    takeAway(rig);
    await rig.untilState(id, 'waiting');
    const { state } = rig.view(id);
    expect(state.kind === 'waiting' && state.reason.code).toBe('database-unreadable');
    const before = rig.view(otherId).txid;
    await other.exec('INSERT INTO t (a) VALUES (2)');
    await rig.until(({ databases }) => (databases[otherId]?.txid ?? 0) > before);
    await rig.engine.pause([id], undefined);
    await rig.engine.resume([id]);
    bringBack(rig);
    await app.exec('INSERT INTO t (a) VALUES (3)');
    await rig.untilState(id, 'safe');
    await rig.expectSame(id);
  });

  it('does not keep the engine from starting', async () => {
    await using rig = new EngineRig();
    mkdirSync(rig.path('sub'));
    await rig.app('sub/lost.db', mode);
    await rig.open();
    const id = await rig.protect('sub/lost.db');
    await rig.untilState(id, 'safe');
    takeAway(rig);
    await rig.stop().catch(() => undefined);
    await rig.open();
    await rig.untilState(id, 'waiting');
    bringBack(rig);
    rig.engine.wake();
    await rig.untilState(id, 'safe');
    await rig.expectSame(id);
  });
});
