// What a process was in the middle of when it was killed is known afterwards, and which names it gave.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LogRig, rows } from './rig.ts';

const child = fileURLToPath(new URL('child.ts', import.meta.url));

test('an operation whose process was killed is interrupted, each time', async () => {
  await using rig = new LogRig();
  for (let round = 1; round <= 3; round++) {
    const working = spawn(process.execPath, [child, rig.dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(working, 'exit');
    const [printed] = (await once(working.stdout, 'data')) as [Buffer];
    working.kill('SIGKILL');
    await gone;
    const log = await rig.open();
    expect(log.find(printed.toString().trim())).toMatchObject({
      facts: { kind: 'retention', files: 3, bytes: 30 },
      state: { kind: 'interrupted' },
    });
    expect(log.marks('db1').map(({ name }) => name)).toContain(`at ${printed.toString().trim()}`);
    expect(log.marks('db1')).toHaveLength(round);
    expect(rows(log)).toEqual(Array(round).fill(['retention interrupted', 'backup done']).flat());
    await log.close();
  }
});
