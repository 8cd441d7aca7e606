// The streams that are open now. A follower that comes again for the same takes the place of its stream before, which it may
// have lost without our noticing.
import { deadlineAfter, unlessAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** Whose stream it is, and what of. */
export interface SessionKey {
  readonly follower: string;
  /** Who was let in with the token that it came with, if any was. */
  readonly guest: string | undefined;
  readonly databases: ReadonlySet<string> | undefined;
  readonly from: 'primary' | 'any';
}

interface Open {
  readonly key: SessionKey;
  readonly session: Session;
  readonly output: Output;
  readonly over: Promise<void>;
}

export class Sessions {
  readonly #clock: Clock;
  readonly #open = new Set<Open>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the stream is over. */
  async run(key: SessionKey, session: Session, output: Output): Promise<void> {
    for (const other of this.#open) if (isSame(other.key, key)) other.output.cut();
    const open: Open = { key, session, output, over: session.run() };
    this.#open.add(open);
    await open.over.finally(() => this.#open.delete(open));
  }

  /** Cuts off what goes to somebody who is not let in any more. */
  dismiss(guest: string): void {
    for (const { key, output } of this.#open) if (key.guest === guest) output.cut();
  }

  /** Tells that follower to take over the lease of `name`. `away`: it has no stream of it. */
  handOff(name: string, follower: string, lease: string): 'told' | 'away' {
    const open = this.#of(name, follower);
    open?.session.handOff(lease);
    return open === undefined ? 'away' : 'told';
  }

  /** Whether that follower has a stream of `name`. */
  has(name: string, follower: string): boolean {
    return this.#of(name, follower) !== undefined;
  }

  #of(name: string, follower: string): Open | undefined {
    const fits = ({ key }: Open): boolean => key.follower === follower && key.from === 'primary' && (key.databases?.has(name) ?? true);
    return [...this.#open].find(fits);
  }

  /** Ends all in order, within so many ms; what is open then is cut off. */
  async end(within: number): Promise<void> {
    const done = new AbortController();
    const deadline = deadlineAfter(within, this.#clock, done.signal);
    const all = [...this.#open];
    for (const { session } of all) session.end();
    await unlessAborted(Promise.all(all.map(({ over }) => over)), deadline, 'saying goodbye').catch(() => undefined);
    done.abort();
    for (const { output } of this.#open) output.cut();
  }
}

function isSame(a: SessionKey, b: SessionKey): boolean {
  return a.follower === b.follower && a.from === b.from && wordsOf(a) === wordsOf(b);
}

function wordsOf({ databases }: SessionKey): string {
  return databases === undefined ? '*' : [...databases].sort().join(',');
}
