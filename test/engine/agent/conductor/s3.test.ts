// A destination at a server: added with its keys, copied to, quiet when idle, changed, and who has the pen there.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { PlaceInput } from '../../../../main/engine/agent/engine.ts';
import { useS3 } from '../../../servers/s3.ts';
import { EngineRig, quietWork } from './rig.ts';

/** `TIDEMARK_SOAK_SECONDS=600 npm run unit -- test/engine/agent/conductor/s3 -t 'asked nothing'` is the long form. */
const IDLE_SECONDS = Number(process.env['TIDEMARK_SOAK_SECONDS'] ?? 5);

const s3 = useS3();

/** As a person gives it. */
const given = (): PlaceInput => ({ location: s3.location, secrets: s3.secrets });

describe('a bucket', () => {
  it('is tested, takes copies, gives them back, and shows no key anywhere', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const { location, secrets } = s3;
    const lines = await engine.testDestination({ location, secrets }, { ...quietWork(), onLine: () => undefined });
    expect(lines.filter(({ result }) => result === 'failed')).toEqual([]);
    const id = await engine.addDestination({ location, secrets }, undefined, {});
    expect(engine.view().destinations[id]).toMatchObject({
      kind: 's3',
      name: location.bucket,
      reach: { kind: 'here' },
      secrets: ['access-key-id', 'secret-access-key'],
    });
    const database = await rig.protect('shop.db', [id]);
    await rig.untilState(database, 'safe');
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.expectSame(database);
    expect(engine.view().destinations[id]?.usage.requests.write).toBeGreaterThan(0);
    expect(rig.view(database).copies[0]?.pen).toMatchObject({ kind: 'ours', generation: 1 });

    const shown = JSON.stringify(engine.view()) + (await engine.report()) + JSON.stringify(await engine.activity({ limit: 100 }));
    await rig.stop();
    expect(shown).not.toContain(secrets['secret-access-key']);
    expect(statSync(join(rig.home, 'secrets.json')).mode & 0o777).toBe(0o600);
    for (const file of filesBelow(rig.home)) {
      if (file.endsWith('secrets.json')) continue;
      expect(readFileSync(file).includes(secrets['secret-access-key']!), file).toBe(false);
    }
  });

  it('is asked nothing while nothing changes', { timeout: (IDLE_SECONDS + 120) * 1000 }, async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const id = await engine.addDestination(given(), undefined, {});
    for (let i = 0; i < 20; i++) {
      await rig.file(`${i}.db`);
      await rig.protect(`${i}.db`, [id]);
    }
    await rig.until(({ databases }) => Object.values(databases).every(({ state }) => state.kind === 'safe'));
    await engine.backUp(undefined, quietWork());
    const before = await s3.mark();
    await sleep(IDLE_SECONDS * 1000);
    expect(await s3.requests(before)).toEqual([]);
    expect(Object.values(engine.view().databases).map(({ state }) => state.kind)).toEqual(Array(20).fill('safe'));
  });

  it('that refuses the keys needs a person, and goes on with the right ones', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const id = await engine.addDestination(given(), undefined, {});
    const database = await rig.protect('shop.db', [id]);
    await rig.untilState(database, 'safe');
    await engine.changeDestination(id, { secrets: { 'secret-access-key': 'wrong' } });
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.until(({ databases }) => ['failed', 'waiting'].includes(databases[database]?.state.kind ?? ''));
    expect(rig.view(database).state).toMatchObject({ reason: { code: 'destination-denied' } });
    await engine.changeDestination(id, { secrets: { 'secret-access-key': s3.secrets['secret-access-key']! } });
    await rig.expectSame(database);
  });

  it('is the same place however it is written, and nothing above it', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const { location, secrets } = s3;
    const id = await engine.addDestination({ location, secrets }, undefined, {});
    const { hostname, port } = new URL(s3.endpoint);
    const shapes = [
      { path: `/${location.path}/` },
      { endpoint: `${s3.endpoint}/` },
      { endpoint: `HTTP://${hostname.toUpperCase()}:${port}` },
    ];
    for (const shape of shapes) {
      const again = engine.addDestination({ location: { ...location, ...shape }, secrets }, undefined, {});
      await expect(again, JSON.stringify(shape)).rejects.toMatchObject({ code: 'refused' });
      await engine.changeDestination(id, { location: { ...location, ...shape } });
      expect(engine.view().destinations[id]?.location).toEqual(location);
    }
    const above = { ...location, path: `${location.path}/../../other` };
    await expect(engine.addDestination({ location: above, secrets }, undefined, {})).rejects.toMatchObject({ code: 'config' });
    await expect(engine.changeDestination(id, { location: above })).rejects.toMatchObject({ code: 'config' });
  });

  it('is another place for another bucket only, and its keys go with it', async () => {
    await using rig = new EngineRig();
    const engine = await rig.open();
    const id = await engine.addDestination(given(), 'Bucket', { budget: 1 });
    const { location } = s3;
    await expect(engine.changeDestination(id, { location: { ...location, bucket: 'other' } })).rejects.toMatchObject({ code: 'refused' });
    await engine.changeDestination(id, { location: { ...location, concurrency: 2 }, choices: { uploadLimit: 1000 } });
    expect(engine.view().destinations[id]).toMatchObject({
      location: { concurrency: 2 },
      choices: { uploadLimit: 1000, budget: 1, pen: 'used' },
    });
    await engine.removeDestination(id);
    expect(readFileSync(join(rig.home, 'secrets.json'), 'utf8')).not.toContain(s3.secrets['secret-access-key']);
  });
});

describe('the pen', () => {
  it('is taken from the other computer, which stands by and goes on when it gets it back', async () => {
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const engine = await rig.open();
    const id = await engine.addDestination(given(), undefined, {});
    const database = await rig.protect('shop.db', [id]);
    await rig.untilState(database, 'safe');
    expect(rig.view(database).copies[0]?.pen).toMatchObject({ kind: 'ours' });
    await engine.letGoOfPen(database, id);
    await rig.until(({ databases }) => databases[database]?.copies[0]?.pen.kind === 'free');
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.expectSame(database);
    await engine.takePen(database, id);
    expect(rig.view(database).copies[0]?.pen).toMatchObject({ kind: 'ours' });
    await rig.expectSame(database);
  });
});

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
