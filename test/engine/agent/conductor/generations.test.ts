// A destination whose format is generations: what is protected there can be brought back by Litestream 0.3.
import { readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clientAt } from '../../generations/fixture.ts';
import { latest, restoreLikeLitestream } from '../../generations/litestream3.ts';
import { imageOf, sha256 } from '../../rig.ts';
import { EngineRig } from './rig.ts';

it('holds what is protected, as generations and nothing else, and says that points are on the command line', async () => {
  await using rig = new EngineRig();
  const engine = await rig.open();
  const folder = { kind: 'folder', path: rig.path('old') } as const;
  const destination = await engine.addDestination({ location: folder }, undefined, { format: 'generations' });
  expect(engine.view().destinations[destination]?.choices.format).toBe('generations');
  await rig.file('shop.db');
  const id = await rig.protect('shop.db', [destination]);
  await rig.untilState(id, 'safe');
  const [name = ''] = (await readdir(folder.path)).filter((one) => !one.startsWith('.'));
  const history = join(folder.path, name);
  expect(await readdir(history)).toContain('generations');
  expect(await readdir(history)).not.toContain('ltx');
  const client = clientAt(history);
  const output = rig.path('restored.db');
  await restoreLikeLitestream(client, await latest(client), output);
  expect(sha256(readFileSync(output))).toBe(sha256(imageOf(rig.view(id).path)));
  await expect(engine.points(id, undefined)).rejects.toMatchObject({ code: 'unsupported' });
});

it('goes on with what was protected before, also where the mark of the folder is lost', async () => {
  await using rig = new EngineRig();
  const engine = await rig.open();
  const folder = { kind: 'folder', path: rig.path('old') } as const;
  const destination = await engine.addDestination({ location: folder }, undefined, { format: 'generations' });
  await rig.file('shop.db');
  const first = await rig.protect('shop.db', [destination]);
  await rig.untilState(first, 'safe');
  await engine.unregister(first);
  rmSync(join(folder.path, '.tidemark'));
  const again = await rig.protect('shop.db', [destination]);
  await rig.untilState(again, 'safe');
});

it('is refused where there are LTX files only', async () => {
  await using rig = new EngineRig();
  const engine = await rig.open();
  const location = { kind: 'sftp', host: 'nas', port: 22, user: 'me', path: '/x' } as const;
  await expect(engine.addDestination({ location }, undefined, { format: 'generations' })).rejects.toMatchObject({ code: 'usage' });
});
