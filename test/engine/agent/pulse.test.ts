// When a quiet database is looked at: real folders and their events, on a clock that is not the system's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Look, Pulse } from '../../../main/engine/agent/pulse.ts';
import { FakeClock } from '../fake-clock.ts';

class Scene {
  readonly clock = new FakeClock();
  readonly pulse = new Pulse(this.clock);
  readonly #folders: string[] = [];

  /** A database in a folder of its own, whose looks are counted. */
  add(finds: () => Look = () => 'same'): Subject {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-pulse-'));
    this.#folders.push(folder);
    const subject = new Subject(join(folder, 'app.db'));
    this.pulse.add({
      path: subject.path,
      interval: 1000,
      busy: () => subject.isBusy,
      look: () => {
        subject.looks += 1;
        return finds();
      },
      onChange: () => {
        subject.changes += 1;
      },
    });
    return subject;
  }

  async pass(seconds: number): Promise<void> {
    for (const end = this.clock.monotonic() + seconds * 1000; this.clock.monotonic() < end; ) {
      await turn();
      this.clock.advance(Math.min(await this.clock.asleep(), end - this.clock.monotonic()));
    }
    await turn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pulse.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true });
  }
}

class Subject {
  readonly path: string;
  isBusy = false;
  looks = 0;
  changes = 0;

  constructor(path: string) {
    this.path = path;
  }

  looksSince(): number {
    const looks = this.looks;
    this.looks = 0;
    return looks;
  }
}

describe('looks at a database that nobody writes to', () => {
  it('get further apart the longer it is quiet, up to five seconds', async () => {
    await using scene = new Scene();
    const subject = scene.add();
    await scene.pass(8);
    expect(subject.looksSince()).toBeGreaterThanOrEqual(7);
    await scene.pass(60);
    subject.looksSince();
    await scene.pass(100);
    expect(subject.looksSince()).toBe(20);
  });

  it('are close again after a hint, which is told at once', async () => {
    await using scene = new Scene();
    const subject = scene.add();
    await scene.pass(120);
    writeFileSync(`${subject.path}-wal`, 'new');
    while (subject.changes === 0) await sleep(5);
    await turn();
    expect(await scene.clock.asleep()).toBeLessThanOrEqual(1000);
    subject.looksSince();
    await scene.pass(4);
    expect(subject.looksSince()).toBeGreaterThanOrEqual(3);
  });

  it('stay close where changes come of which no hint tells', async () => {
    await using scene = new Scene();
    let found: Look = 'same';
    const subject = scene.add(() => {
      const now = found;
      found = 'same';
      return now;
    });
    for (let i = 0; i < 2; i++) {
      await scene.pass(60);
      found = 'changed';
      await scene.pass(6);
    }
    expect(subject.changes).toBe(2);
    await scene.pass(60);
    subject.looksSince();
    await scene.pass(10);
    expect(subject.looksSince()).toBe(10);
  });

  it('get further apart also when it took long until it was followed', async () => {
    await using scene = new Scene();
    let found: Look = 'unknown';
    const subject = scene.add(() => found);
    await scene.pass(30);
    expect(subject.changes).toBeGreaterThanOrEqual(25);
    found = 'same';
    await scene.pass(60);
    subject.looksSince();
    await scene.pass(50);
    expect(subject.looksSince()).toBe(10);
  });

  it('are not more because a database in another folder is busy, and all are due when that one is watched again', async () => {
    await using scene = new Scene();
    const quiet = scene.add();
    const busy = scene.add();
    await scene.pass(120);
    busy.isBusy = true;
    await scene.pass(10);
    quiet.looksSince();
    busy.looksSince();
    await scene.pass(50);
    expect(quiet.looksSince()).toBeLessThanOrEqual(14);
    expect(busy.looksSince()).toBe(0);
    busy.isBusy = false;
    await scene.pass(0.1);
    expect(busy.looksSince()).toBe(1);
  });
});
