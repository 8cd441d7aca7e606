// What can only be counted as it happens; all else is asked for when somebody wants to know.
import type { DatabaseAgent } from '../../engine/agent/database-agent.ts';
import type { DatabaseStatus } from '../../engine/agent/status.ts';
import type { Unsubscribe } from '../../engine/base/events.ts';

export class DatabaseCounters {
  /** Captures that found something. */
  syncs = 0;
  /** Times that something came in the way of capturing or copying. */
  errors = 0;
  /** Bytes of the files that captures made. */
  capturedBytes = 0;
  compactionErrors = 0;
  readonly #ends: readonly Unsubscribe[];
  #troubles: readonly string[] = [];

  constructor(database: Pick<DatabaseAgent, 'events' | 'changed' | 'compacted'>) {
    this.#ends = [
      database.events.on((event) => {
        if (event.kind === 'compared') return;
        this.syncs += 1;
        if (event.kind === 'captured') this.capturedBytes += event.bytes;
      }),
      database.changed.on((status) => {
        this.#note(status);
      }),
      database.compacted.on(({ kind }) => {
        if (kind === 'failed') this.compactionErrors += 1;
      }),
    ];
  }

  end(): void {
    for (const end of this.#ends) end();
  }

  #note({ state, destinations }: DatabaseStatus): void {
    const all = [{ url: '', state }, ...destinations];
    const troubles = all.flatMap((one) => ('trouble' in one.state ? `${one.state.trouble.code} ${one.url}` : []));
    this.errors += troubles.filter((trouble) => !this.#troubles.includes(trouble)).length;
    this.#troubles = troubles;
  }
}
