// How many bytes a history has in each level, kept up to date file by file: histories have many files.
import type { Unsubscribe } from '../../base/events.ts';
import type { Holdings, HoldingsChange } from '../../replica/holdings.ts';
import type { LevelView } from '../views.ts';

export class LevelSums {
  readonly #holdings: Holdings;
  readonly #unsubscribe: Unsubscribe;
  /** Undefined when they have to be added up anew. */
  #sums: Map<number, LevelView> | undefined;

  constructor(holdings: Holdings, onChange: () => void) {
    this.#holdings = holdings;
    this.#unsubscribe = holdings.changed.on((change) => {
      this.#apply(change);
      onChange();
    });
  }

  /** Levels that hold something; none while it is not known. */
  levels(): readonly LevelView[] {
    this.#sums ??= new Map((this.#holdings.bytesByLevel() ?? []).map((sum) => [sum.level, sum]));
    return [...this.#sums.values()];
  }

  close(): void {
    this.#unsubscribe();
  }

  #apply(change: HoldingsChange): void {
    if (change.kind !== 'stored') {
      this.#sums = undefined;
      return;
    }
    const { level, size } = change.file;
    const before = this.#sums?.get(level) ?? { level, files: 0, bytes: 0 };
    this.#sums?.set(level, { level, files: before.files + 1, bytes: before.bytes + size });
  }
}

export function joinLevels(all: readonly (readonly LevelView[])[]): readonly LevelView[] {
  const sums = new Map<number, LevelView>();
  for (const { level, files, bytes } of all.flat()) {
    const before = sums.get(level) ?? { level, files: 0, bytes: 0 };
    sums.set(level, { level, files: before.files + files, bytes: before.bytes + bytes });
  }
  return [...sums.values()].sort((a, b) => a.level - b.level);
}
