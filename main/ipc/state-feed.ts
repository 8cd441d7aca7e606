// The engine's state for all who watch: whole for a newcomer, then only what changed, each step numbered.
import type { Unsubscribe } from '../engine/base/events.ts';
import type { Engine } from '../engine/agent/engine.ts';
import type { EngineView } from '../engine/agent/views.ts';
import { diff } from './contract/patch.ts';
import type { ToFace } from './contract/wire.ts';

type Watcher = (message: ToFace) => void;

export class StateFeed {
  readonly #engine: Pick<Engine, 'changed' | 'view'>;
  readonly #watchers = new Set<Watcher>();
  #stop: Unsubscribe | undefined;
  #view: EngineView | undefined;
  #revision = 0;

  /** @param engine tells of changes at most ten times a second, which is also how often patches are sent */
  constructor(engine: Pick<Engine, 'changed' | 'view'>) {
    this.#engine = engine;
  }

  /** Sends the state now, and every change from now on; once more for one who watches already: again from the start. */
  watch(watcher: Watcher): void {
    this.#stop ??= this.#engine.changed.on(() => {
      this.#publish();
    });
    this.#publish();
    this.#watchers.add(watcher);
    if (this.#view !== undefined) watcher({ kind: 'state', revision: this.#revision, state: this.#view });
  }

  /** The engine is not listened to while nobody watches. */
  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #publish(): void {
    const before = this.#view;
    const view = this.#engine.view();
    const patch = before === undefined ? [] : diff({ ...before }, { ...view });
    this.#view = view;
    if (patch.length === 0) return;
    this.#revision += 1;
    for (const watcher of [...this.#watchers]) watcher({ kind: 'patch', revision: this.#revision, patch });
  }
}
