// The protected databases as those who follow see them: by names of which no two are the same, each with what feeds it.
import { basename } from 'node:path';
import { Emitter, type Unsubscribe } from '../../../base/events.ts';
import type { ServedDatabases, ServedState } from '../../../stream/server/served.ts';
import type { DatabaseAgent } from '../../database-agent.ts';
import type { DatabaseBook, DatabaseEntry } from '../database-book.ts';

interface Served {
  readonly name: string;
  readonly changed: Emitter<void>;
  readonly remove: Unsubscribe;
  agent: DatabaseAgent | undefined;
}

export class ServedList {
  readonly #databases: ServedDatabases;
  readonly #book: DatabaseBook;
  /** By id of the database. */
  readonly #served = new Map<string, Served>();
  #refreshing: 'no' | 'yes' = 'no';

  constructor(databases: ServedDatabases, book: DatabaseBook) {
    this.#databases = databases;
    this.#book = book;
    this.refresh();
  }

  /** Takes up new ones, lets go of those that are gone, and tells of those that are followed by another agent now. */
  refresh(): void {
    // What is done here is told, and whoever is told may ask for it again.
    if (this.#refreshing === 'yes') return;
    this.#refreshing = 'yes';
    try {
      this.#compare();
    } finally {
      this.#refreshing = 'no';
    }
  }

  #compare(): void {
    const entries = this.#book.some(undefined);
    const known = new Set(entries.map(({ managed }) => managed.id));
    for (const [id, served] of this.#served) if (!known.has(id)) this.#remove(id, served);
    for (const entry of entries) this.#look(entry);
  }

  nameOf(database: string): string | undefined {
    return this.#served.get(database)?.name;
  }

  /** Id of the database of that name. */
  idOf(name: string): string | undefined {
    return [...this.#served].find(([, served]) => served.name === name)?.[0];
  }

  close(): void {
    for (const [id, served] of this.#served) this.#remove(id, served);
  }

  #look(entry: DatabaseEntry): void {
    const { id, agent } = entry.managed;
    const served = this.#served.get(id) ?? this.#add(entry);
    if (served.agent === agent) return;
    served.agent = agent;
    served.changed.emit();
  }

  #add({ managed }: DatabaseEntry): Served {
    const name = this.#freeName(basename(managed.path));
    const changed = new Emitter<void>();
    const state = (): ServedState => (managed.agent === undefined ? { kind: 'none' } : { kind: 'primary', source: managed.agent.source });
    const pageSize = (): number => managed.agent?.status().pageSize ?? 0;
    const remove = this.#databases.add({ name, changed, state, pageSize });
    const served = { name, changed, remove, agent: managed.agent };
    this.#served.set(managed.id, served);
    return served;
  }

  /** Programs name their databases alike: `History`, `History 2`. */
  #freeName(name: string): string {
    for (let n = 1, free = name; ; n++, free = `${name} ${n}`) if (this.#databases.get(free) === undefined) return free;
  }

  #remove(id: string, { remove }: Served): void {
    this.#served.delete(id);
    remove();
  }
}
