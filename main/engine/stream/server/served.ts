// The databases that others may follow here, and what this computer is for each of them.
import { TidemarkError } from '../../base/errors.ts';
import { Emitter, type Event, type Unsubscribe } from '../../base/events.ts';
import type { StreamSource } from '../source.ts';

export type ServedState =
  /** `generation` of its pen; absent where no pen decides. */
  | { readonly kind: 'primary'; readonly source: StreamSource; readonly generation?: number }
  /** Others may catch up from it. `primary`: where that is. */
  | { readonly kind: 'follower'; readonly source: StreamSource; readonly primary?: string }
  | { readonly kind: 'none'; readonly primary?: string };

export interface ServedDatabase {
  /** What followers ask for: 1 to 255 bytes of UTF-8. */
  readonly name: string;
  state(): ServedState;
  /** Bytes; 0 while it is not known. */
  pageSize(): number;
  /** Generation of the pen under which its newest transaction was written, as far as is known: see node/standing.ts. */
  readonly epoch?: () => number;
  /** After every change of what `state` tells. */
  readonly changed: Event<void>;
  /** Has this node ask for the pen; `force`: takes it from whoever has it. */
  readonly promote?: (how: 'when-free' | 'force') => Promise<void>;
  /** Passes the pen on to the follower with this id. */
  readonly handOff?: (node: string) => Promise<void>;
}

/** By name. */
export class ServedDatabases {
  readonly #all = new Map<string, ServedDatabase>();
  readonly #changed = new Emitter<undefined>();

  get changed(): Event<undefined> {
    return this.#changed;
  }

  get all(): readonly ServedDatabase[] {
    return [...this.#all.values()];
  }

  get(name: string): ServedDatabase | undefined {
    return this.#all.get(name);
  }

  /** Until the function that it returns is called. `busy` when another one has its name. */
  add(database: ServedDatabase): Unsubscribe {
    if (this.#all.has(database.name)) {
      throw new TidemarkError('busy', `a database named ${database.name} is served already`, { hint: 'Give it another name.' });
    }
    this.#all.set(database.name, database);
    const unsubscribe = database.changed.on(() => {
      this.#changed.emit(undefined);
    });
    this.#changed.emit(undefined);
    return () => {
      unsubscribe();
      this.#all.delete(database.name);
      this.#changed.emit(undefined);
    };
  }
}
