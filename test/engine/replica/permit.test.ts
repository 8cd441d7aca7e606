// Nothing is written without the pen, and nothing is concluded from what was seen before it was had.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { Pen, Permit } from '../../../main/engine/destination/permit.ts';
import { makeHistory } from '../restore/history.ts';
import { History } from './history.ts';
import { Stage } from './levels/stage.ts';
import { Rig, singles } from './rig.ts';

/** A pen in a test's hands. */
class HandPermit implements Permit {
  pen: Pen = { kind: 'free' };
  /** The next answers, then `kept`. */
  answers: ('kept' | 'fresh' | TidemarkError)[] = ['fresh'];
  asked = 0;
  lost: TidemarkError | undefined;

  ensure(): Promise<'kept' | 'fresh'> {
    this.asked += 1;
    const answer = this.answers.shift() ?? 'kept';
    return answer instanceof TidemarkError ? Promise.reject(answer) : Promise.resolve(answer);
  }

  check(): void {
    if (this.lost !== undefined) throw this.lost;
  }
}

const held = (): TidemarkError => new TidemarkError('lease-held', 'another writes here');
const lists = (calls: readonly string[]): number => calls.filter((call) => call === 'list 0').length;

let rig: Rig;
let permit: HandPermit;
beforeEach(async () => {
  rig = await Rig.make();
  permit = new HandPermit();
  rig.restart(rig.outbox, { permit });
});
afterEach(() => rig.dispose());

describe('the pen', () => {
  test('is asked for when there is something to send, and not before', async () => {
    rig.replica.start();
    await rig.untilIdleAt(0n);
    rig.replica.poke();
    await rig.drain();
    expect(permit.asked).toBe(0);
    rig.outbox.grow(2);
    await rig.drain();
    const { asked } = permit;
    expect(asked).toBeGreaterThan(0);
    rig.replica.poke();
    await rig.drain();
    expect(permit.asked).toBe(asked);
  });

  test('had anew means that the destination is looked at anew, and only then', async () => {
    rig.outbox.grow();
    await rig.drain();
    expect(lists(rig.destination.calls)).toBe(2);
    rig.outbox.grow();
    await rig.drain();
    expect(lists(rig.destination.calls)).toBe(2);
    permit.answers = ['fresh'];
    rig.outbox.grow();
    await rig.drain();
    expect(lists(rig.destination.calls)).toBe(3);
    expect(await rig.held()).toEqual(singles(1, 3));
  });

  test('had anew after another wrote ends in a conflict, not in two histories', async () => {
    rig.outbox.grow(2);
    await rig.drain();
    await rig.plant(new History(2).growTo(4n), 0, 4);
    permit.answers = ['fresh'];
    rig.outbox.grow(1);
    await expect(rig.drain()).rejects.toMatchObject({ code: 'destination-conflict' });
    expect(rig.destination.writes).toEqual(singles(1, 2));
  });

  test('is checked with every request that writes', async () => {
    rig.outbox.grow();
    await rig.drain();
    expect(rig.destination.permit).toBeDefined();
    permit.lost = new TidemarkError('lease-lost', 'it ran out');
    expect(rig.destination.permit).toThrow('it ran out');
  });

  test.each(['lease-held', 'lease-lost'] as const)('not had (%s) is waited for, whatever it advises', async (code) => {
    rig.outbox.grow();
    permit.answers = [new TidemarkError(code, 'not now')];
    rig.replica.start();
    const { state } = await rig.untilKind('waiting');
    expect(state).toMatchObject({ trouble: { code } });
    expect(rig.destination.writes).toEqual([]);
    rig.clock.advance(await rig.clock.asleep());
    await rig.untilIdleAt(1n);
  });

  test('of somebody else is asked for when it runs out', async () => {
    rig.outbox.grow();
    permit.pen = { kind: 'theirs', owner: 'desk', generation: 4, until: rig.clock.now() + 20_000 };
    permit.answers = [held()];
    rig.replica.start();
    const { state } = await rig.untilKind('waiting');
    expect(state).toMatchObject({ retryAt: rig.clock.now() + 20_000 });
  });

  test('of somebody else is no trouble for what only tidies up', async () => {
    rig.outbox.grow();
    await rig.drain();
    permit.answers = [held()];
    expect(await rig.replica.recheck()).toBe('unfit');
    expect(rig.replica.status().state.kind).toBe('idle');
    expect(await rig.replica.recheck()).toBe('fit');
  });

  test('is kept while a long snapshot is sent', async () => {
    rig.outbox.grow(3).prune(3n);
    await rig.drain();
    expect(rig.destination.writes).toEqual(['9/1-3']);
    expect(permit.asked).toBeGreaterThan(2);
  });
});

describe('levels', () => {
  const history = makeHistory({ transactions: 20 });

  test('are made with the pen, and not while another has it', async () => {
    await using stage = new Stage(history);
    await stage.replica.stop();
    stage.start({ permit });
    await stage.live(2);
    permit.answers = [held()];
    await stage.pass(2000);
    expect(await stage.held(1)).toEqual([]);
    expect(stage.told).toEqual([]);
    await stage.pass(60_000);
    expect(await stage.held(1)).toEqual(['1-2']);
    expect(stage.destination.permit).toBeDefined();
  });

  test('are made of what is there now, when the pen was had anew', async () => {
    await using stage = new Stage(history);
    await stage.replica.stop();
    stage.start({ permit });
    await stage.live(2);
    const before = lists(stage.destination.calls);
    permit.answers = ['fresh'];
    await stage.pass(2000);
    expect(lists(stage.destination.calls)).toBe(before + 1);
    expect(await stage.held(1)).toEqual(['1-2']);
  });
});
