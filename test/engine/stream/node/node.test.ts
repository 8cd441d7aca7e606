// Several computers, one database, one writer at a time: whatever happens, they end up with the same.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requestJson } from '../../../../main/engine/stream/node/peer-request.ts';
import { staticLeaser } from '../../../../main/engine/lease/static.ts';
import { parsePinnedUrl } from '../../../../main/engine/stream/server/address.ts';
import { contentOf } from '../follower.ts';
import { TOKEN } from '../server/rig.ts';
import { type Computer, eventually, World } from './rig.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.asyncDispose]());

/** The first has a database, and the pen. */
async function primary(): Promise<Computer> {
  const first = await world.computer('A');
  first.write('one');
  first.node.start();
  await first.until('primary');
  return first;
}

async function follower(digit: string, peers: readonly Computer[] = [], candidate: 'yes' | 'no' = 'yes'): Promise<Computer> {
  const computer = await world.computer(digit, { candidate, peers: peers.map(({ server }) => server.url) });
  computer.node.start();
  return computer;
}

const level = (a: Computer, b: Computer): Promise<void> =>
  eventually(() => a.node.view.txid === b.node.view.txid && b.node.view.behind === 0);

describe('computers that take turns', () => {
  test('one writes, the others have it, and all say where it is written', async () => {
    const first = await primary();
    const second = await follower('B');
    await second.shows('one');
    first.write('two');
    await second.shows('one', 'two');
    expect(first.word).toMatchObject({ role: 'primary', generation: 1 });
    expect(first.word.until).toBeGreaterThan(Date.now());
    expect(second.word).toEqual({ role: 'follower', primary: first.server.url });
    expect(second.node.view).toMatchObject({ role: { kind: 'following', primary: 'computer A' }, candidate: 'yes', quarantined: [] });
    await level(first, second);
    await eventually(() => Object.values(first.server.followers)[0]?.databases[0]?.behind === 0);
  });

  test('when the one that writes is stopped, another goes on', async () => {
    const first = await primary();
    const second = await follower('B');
    await second.shows('one');
    await eventually(() => second.node.memory.facts.epoch === 1);
    await world.stop(first);
    await second.until('primary');
    second.write('two');
    const again = await world.computer('A');
    again.node.start();
    await again.shows('one', 'two');
    await again.until('following');
    expect(again.node.view.quarantined).toEqual([]);
    expect(second.word).toMatchObject({ role: 'primary', generation: 2 });
    await level(second, again);
    expect(contentOf(again.path)).toEqual(contentOf(second.path));
  });

  test('one that is no candidate waits', async () => {
    const first = await primary();
    const second = await follower('B', [], 'no');
    await second.shows('one');
    await world.stop(first);
    await second.until('searching');
    expect(second.word).toEqual({ role: 'none' });
    const again = await world.computer('A');
    again.node.start();
    await again.until('primary');
    again.write('two');
    await second.shows('one', 'two');
  });

  test('the pen passes on with nothing lost, and comes back', async () => {
    const first = await primary();
    const second = await follower('B');
    const third = await follower('C');
    await second.shows('one');
    await third.shows('one');
    await level(first, second);
    first.write('two');
    await first.node.handOff(second.id);
    await second.until('primary');
    expect(first.word).not.toMatchObject({ role: 'primary' });
    second.write('three');
    await first.shows('one', 'two', 'three');
    await third.shows('one', 'two', 'three');
    await level(second, first);
    await second.node.handOff(first.id);
    await first.until('primary');
    first.write('four');
    await second.shows('one', 'two', 'three', 'four');
    await third.shows('one', 'two', 'three', 'four');
    // Those who follow the same have been told of each other.
    await eventually(() => second.node.peers.urls.includes(third.server.url) && third.node.peers.urls.includes(second.server.url));
    expect([first, second, third].flatMap(({ node }) => node.view.quarantined)).toEqual([]);
    // Nobody needed the whole database again: what each received led on.
    expect(third.node.view.role).toMatchObject({ kind: 'following', primary: 'computer A' });
  });

  test('nobody is passed the pen that does not follow', async () => {
    const first = await primary();
    await expect(first.node.handOff('000000000000000B')).rejects.toMatchObject({ code: 'not-found' });
    expect(first.role).toBe('primary');
    const second = await follower('B');
    await second.until('following');
    await expect(second.node.handOff(first.id)).rejects.toMatchObject({ code: 'stream-no-primary' });
    await expect(second.node.promote('when-free')).rejects.toMatchObject({ code: 'lease-held' });
    await second.until('following');
  });

  test('who takes over by force leaves the other behind, whose last changes are set apart', async () => {
    const first = await primary();
    const second = await follower('B');
    await second.shows('one');
    await level(first, second);
    await second.node.promote('force');
    await second.until('primary');
    second.write('two');
    // The first has not noticed yet, and a program does not ask.
    first.write('lost');
    await first.shows('one', 'two');
    await first.until('following');
    const [copy] = first.node.view.quarantined;
    expect(copy).toBeDefined();
    expect(JSON.stringify(contentOf(copy!.path))).toContain('lost');
    expect(readdirSync(join(first.home, 'nodes', 'app', 'copy', 'quarantine'))).toHaveLength(1);
  });

  test('who takes over first gets what another one has', async () => {
    const first = await primary();
    const second = await follower('B');
    const third = await follower('C', [second]);
    await second.shows('one');
    await third.shows('one');
    await eventually(() => third.node.memory.facts.epoch === 1 && second.node.memory.facts.epoch === 1);
    await world.stop(third);
    first.write('two');
    await second.shows('one', 'two');
    await level(first, second);
    await world.stop(first);
    await second.until('primary');
    await world.stop(second);
    // The second has the change and no pen; the third has the pen, by order of a person, and not the change.
    const waiting = await world.computer('B', { candidate: 'no' });
    waiting.node.start();
    const late = await world.computer('C', { peers: [waiting.server.url] });
    await eventually(() => waiting.role === 'searching');
    late.node.start();
    await late.until('primary');
    expect(late.read()).toEqual(waiting.node.state().kind === 'follower' ? ['one', 'two'] : ['one']);
  });

  test('where the configuration names the primary, no pen decides', async () => {
    const first = await world.computer('A', { leaser: (url) => staticLeaser({ holder: 'us', owner: 'computer A', url }) });
    first.write('one');
    first.node.start();
    await first.until('primary');
    const { url } = first.server;
    const second = await world.computer('B', { leaser: () => staticLeaser({ holder: 'other', owner: 'computer A', url }) });
    second.node.start();
    await second.shows('one');
    first.write('two');
    await second.shows('one', 'two');
    await expect(second.node.promote('force')).rejects.toMatchObject({ code: 'refused' });
    await second.until('following');
    await world.stop(first);
    await second.until('following');
    expect(second.word).toEqual({ role: 'follower', primary: url });
  });

  test('a node is told over the network what to do', async () => {
    const first = await primary();
    const second = await follower('B');
    await second.shows('one');
    await level(first, second);
    const told = (computer: Computer, path: string): Promise<unknown> =>
      requestJson({ ...parsePinnedUrl(computer.server.url), token: TOKEN, method: 'POST', path, patience: 10_000 });
    await expect(told(second, '/promote?database=app.db')).rejects.toMatchObject({ code: 'lease-held' });
    await expect(told(second, `/handoff?database=app.db&node=${second.id}`)).rejects.toMatchObject({ code: 'stream-no-primary' });
    await expect(told(first, '/handoff?database=app.db&node=000000000000000C')).rejects.toMatchObject({ code: 'not-found' });
    await told(first, `/handoff?database=app.db&node=${second.id}`);
    await second.until('primary');
    await told(second, '/promote?database=app.db');
    expect(second.role).toBe('primary');
  });

  test('a database that was there before is not given up for another', async () => {
    await primary();
    const second = await world.computer('B');
    second.write('mine');
    second.node.start();
    await second.until('failed');
    expect(second.node.view.role).toMatchObject({ reason: { code: 'restore-output-exists' } });
    expect(second.read()).toEqual(['mine']);
  });

  test('without a database nobody asks for the pen', async () => {
    const lonely = await follower('B');
    await lonely.until('searching');
    lonely.write('one');
    await lonely.until('primary');
  });
});
