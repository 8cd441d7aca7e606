// Killed at any call, a new start goes on: nothing missing, nothing torn, nothing twice.
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runScript } from '../destination/file/run-child.ts';
import { Rig, singles } from './rig.ts';

const child = fileURLToPath(new URL('child.ts', import.meta.url));

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.make();
});
afterEach(() => rig.dispose());

test('a copy that is killed again and again ends whole', async () => {
  const rounds = 24;
  let kills = 0;
  for (let n = 1; n <= rounds; n++) {
    const { signal, output } = await runScript(child, [rig.folder.path, String(2 * n), String(n)]);
    if (signal === 'SIGKILL') kills += 1;
    else expect(output).toBe('drained');
  }
  expect(kills).toBeGreaterThan(rounds / 2);
  rig.outbox.grow(2 * rounds);
  await rig.drain();
  expect(await rig.held()).toEqual(singles(1, 2 * rounds));
  for (let n = 1; n <= 2 * rounds; n++) {
    expect(await rig.read(0, n)).toEqual(Buffer.from(rig.outbox.history.file(BigInt(n))));
  }
});
