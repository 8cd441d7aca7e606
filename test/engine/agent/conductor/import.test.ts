// A history that Litestream 0.3.13 wrote, taken over through the engine: restored where nothing is, every state still there,
// and what it was made of untouched.
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtureLines, fixtureReplica } from '../../generations/fixture.ts';
import { sha256 } from '../../rig.ts';
import { EngineRig, folder, quietWork } from './rig.ts';

/** Below the person's home, where it can be written beside it. */
function replicaIn(rig: EngineRig): string {
  const path = rig.path('litestream/app');
  mkdirSync(path, { recursive: true });
  cpSync(fixtureReplica(), path, { recursive: true, preserveTimestamps: true });
  return path;
}

function contentsOf(path: string): string[] {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name)).filter((file) => statSync(file).isFile());
  return files.sort().map((file) => `${file} ${sha256(readFileSync(file))}`);
}

test('is not gone on with as it is, and is taken over when asked', async () => {
  await using rig = new EngineRig();
  const engine = await rig.open();
  const history = replicaIn(rig);
  const before = contentsOf(history);
  const request = { place: folder(history), path: rig.path('back.db') };
  await expect(engine.adopt(request, quietWork())).rejects.toMatchObject({ code: 'history-older' });
  expect(engine.view().destinations).toEqual({});

  const imported = await engine.importHistory(request, quietWork());
  expect(imported.how).toBe('restored');
  await rig.untilState(imported.database, 'safe');
  expect(contentsOf(history)).toEqual(before);
  const output = rig.path('newest.db');
  const { txids } = await engine.points(imported.database, undefined);
  expect(txids.length).toBeGreaterThan(10);
  await engine.restoreCopy({ database: imported.database, target: { kind: 'txid', txid: BigInt(txids.at(-1)!) }, output }, quietWork());
  expect(fixtureLines().map(({ file_sha256 }) => file_sha256)).toContain(sha256(readFileSync(output)));
  const [operation] = (await engine.activity({ limit: 20 })).operations.filter(({ facts }) => facts.kind === 'imported');
  expect(operation).toMatchObject({ state: { kind: 'done' } });
});
