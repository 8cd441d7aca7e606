// The databases that are protected: each with what is decided about it and how it goes.
import { basename } from 'node:path';
import { TidemarkError } from '../../base/errors.ts';
import { HistoryGate } from '../../replica/history-gate.ts';
import type { Destination } from '../../destination/destination.ts';
import { folderOf } from '../../destination/url.ts';
import type { Agent } from '../agent.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CopyRow, DatabaseRow, Pause, UndoRow } from '../catalogue/rows.ts';
import { appOf } from '../find/apps.ts';
import type { CopiedSummary } from '../operations/copied-summary.ts';
import type { OperationLog } from '../operations/operation-log.ts';
import type { AboutDestination, EngineServices } from '../services.ts';
import type { CopyStateView, DatabaseChoices, DatabaseView, LevelView, MarkView, PenView } from '../views.ts';
import { effectiveChoices, keepingFor, settingsFor } from './choices.ts';
import { type AboutDatabase, DatabaseJournal } from './database-journal.ts';
import { databaseView } from './database-view.ts';
import { noteDone, quietly } from './journaling.ts';
import { type KeptFacts, readKeptFacts } from './kept-facts.ts';
import { ManagedDatabase } from './managed-database.ts';
import { choicesOfToday } from './older-choices.ts';
import { copyStateView } from './phase.ts';
import type { SettingsBook } from './settings-book.ts';

export interface DatabaseBookOptions {
  readonly services: EngineServices;
  readonly catalogue: Catalogue;
  readonly agent: Agent;
  readonly log: OperationLog;
  readonly copied: CopiedSummary;
  readonly settings: SettingsBook;
  /** The history of that copy. */
  readonly openCopy: (copy: CopyRow) => Destination;
  /** How it is written to. */
  readonly aboutCopy: (copy: CopyRow) => AboutDestination;
  readonly penOf: (copy: CopyRow) => PenView;
  /** A copy has got into trouble or out of it, or has taken everything: how is its destination? */
  readonly onCopy: (destination: string, news: 'trouble' | 'stored') => void;
  readonly onChange: () => void;
}

/** Reads as in "shop.db is being restored". */
export type Taken = 'restored' | 'taken off';

/** One database in the book. */
export interface DatabaseEntry {
  readonly managed: ManagedDatabase;
  readonly about: AboutDatabase;
  readonly journal: DatabaseJournal;
  /** Whoever reads its histories does so through it, and retention waits. */
  readonly gate: HistoryGate;
  readonly app: string | undefined;
  own: Partial<DatabaseChoices>;
  marks: readonly MarkView[];
  undo: UndoRow | undefined;
  facts: KeptFacts;
  /** What is done to it as a whole now, and only once at a time. */
  taken: Taken | undefined;
  /** Of each copy, by its URL, when it was last looked at. */
  readonly copyStates: Map<string, CopyStateView['kind']>;
  /** Undefined when something changed since it was last made. */
  view: DatabaseView | undefined;
}

type Own = Pick<DatabaseEntry, 'journal' | 'gate'>;

export class DatabaseBook {
  readonly #options: DatabaseBookOptions;
  readonly #entries = new Map<string, DatabaseEntry>();

  constructor(options: DatabaseBookOptions) {
    this.#options = options;
  }

  /** Takes up what the catalogue holds, each as it was left. */
  open(): void {
    const { catalogue, services } = this.#options;
    for (const row of catalogue.databases()) {
      const { managed } = this.#enter(row, catalogue.copies(row.id));
      const { pause } = row;
      if (pause === undefined) managed.follow();
      else if (pause.until !== undefined && pause.until <= services.clock.now()) this.#endPause(managed.id);
      else void managed.pause(pause);
    }
  }

  /** `not-found` for an id that is not one. */
  get(id: string): DatabaseEntry {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new TidemarkError('not-found', `there is no database ${id}`, { hint: 'It may have been removed meanwhile.' });
  }

  /** Those of these ids, all when absent; in the order in which they were added. */
  some(ids: readonly string[] | undefined): readonly DatabaseEntry[] {
    return ids === undefined ? [...this.#entries.values()] : [...new Set(ids)].map((id) => this.get(id));
  }

  /** Those that have a copy at that destination. */
  copiedTo(destination: string): readonly DatabaseEntry[] {
    return this.some(undefined).filter(({ managed }) => managed.copies.some((copy) => copy.destination === destination));
  }

  /** What each database has at that destination, as far as it is known. */
  levelsAt(destination: string): readonly (readonly LevelView[])[] {
    return this.copiedTo(destination).flatMap(({ managed }) => {
      return managed.copies.flatMap((copy) => (copy.destination === destination ? [managed.gauges.levels(copy.url)] : []));
    });
  }

  /** Folders of the histories at that destination. */
  foldersAt(destination: string): readonly string[] {
    return this.copiedTo(destination).flatMap(({ managed }) => {
      return managed.copies.flatMap((copy) => (copy.destination === destination ? folderOf(copy.url) : []));
    });
  }

  /** Those that are copied there begin anew with what is chosen for it now. */
  setUpAnewAt(destination: string): void {
    for (const { managed } of this.copiedTo(destination)) managed.setUpAnew();
  }

  /** Something about its copies there has changed, of which only the destination knows. */
  refreshAt(destination: string): void {
    for (const entry of this.copiedTo(destination)) this.#dirty(entry);
  }

  /** What is waited for there is tried now. */
  wakeAt(destination: string): void {
    for (const { managed } of this.copiedTo(destination)) managed.wake();
  }

  /** What is set for all was `before` and is another now. */
  defaultsChanged(before: DatabaseChoices): void {
    for (const entry of this.#entries.values()) this.#apply(entry, effectiveChoices(entry.own, before));
  }

  /** Takes a new one up, and begins to copy it. */
  add(row: Omit<DatabaseRow, 'pause'>, copies: readonly CopyRow[]): DatabaseEntry {
    this.#options.catalogue.addDatabase(row, copies);
    const entry = this.#enter(row, copies);
    entry.managed.follow();
    return entry;
  }

  async remove(id: string): Promise<void> {
    const { managed } = this.get(id);
    await managed.stop().catch(() => undefined);
    this.#options.catalogue.removeDatabase(id);
    await this.#options.log.mark({ kind: 'forget-marks', database: id }).catch(() => undefined);
    this.#entries.delete(id);
    this.#options.onChange();
  }

  async pause(id: string, pause: Pause): Promise<void> {
    const { managed } = this.get(id);
    this.#options.catalogue.setPause(id, pause);
    await managed.pause(pause);
  }

  resume(id: string): void {
    const { managed } = this.get(id);
    this.#options.catalogue.setPause(id, undefined);
    managed.follow();
  }

  setCopies(id: string, copies: readonly CopyRow[]): void {
    const { managed } = this.get(id);
    this.#options.catalogue.setCopies(id, copies);
    managed.setUpAnew(copies);
  }

  setOwn(id: string, own: Partial<DatabaseChoices>): void {
    const entry = this.get(id);
    const before = this.effective(entry);
    this.#options.catalogue.setOwn(id, own);
    entry.own = own;
    this.#apply(entry, before);
  }

  /** What is kept of it has changed. */
  reload(id: string): void {
    const entry = this.get(id);
    entry.marks = this.#options.log.marks(id);
    entry.undo = this.#undoOf(id);
    this.#dirty(entry);
  }

  effective({ own }: Pick<DatabaseEntry, 'own'>): DatabaseChoices {
    return effectiveChoices(own, this.#options.settings.current.defaults);
  }

  views(): Record<string, DatabaseView> {
    return Object.fromEntries([...this.#entries].map(([id, entry]) => [id, (entry.view ??= this.#view(entry))]));
  }

  /** By the clock: an end that is past says so in the catalogue as well, also where it takes nothing now. */
  #endPause(id: string): void {
    quietly(() => {
      this.#options.catalogue.setPause(id, undefined);
    });
    this.get(id).managed.follow();
  }

  /** What is kept can be changed while it runs; how the log is kept short cannot. */
  #apply(entry: DatabaseEntry, before: DatabaseChoices): void {
    const now = this.effective(entry);
    if (now.checkpoints !== before.checkpoints) entry.managed.setUpAnew();
    else entry.managed.agent?.keep(keepingFor(now));
    this.#dirty(entry);
  }

  #view(entry: DatabaseEntry): DatabaseView {
    const { services, penOf } = this.#options;
    const { disk, clock } = services;
    const { managed, app, facts, own, marks, undo } = entry;
    const now = clock.now();
    const valid = undo !== undefined && undo.until > now ? undo : undefined;
    const effective = this.effective(entry);
    return databaseView({ managed, app, facts, own, effective, marks, undo: valid, disk, penOf });
  }

  #enter(row: Omit<DatabaseRow, 'pause'>, copies: readonly CopyRow[]): DatabaseEntry {
    const { services, log, copied } = this.#options;
    const about = { database: row.id, databaseName: basename(row.path) };
    const journal = new DatabaseJournal(log, copied, about);
    const gate = new HistoryGate();
    const entry: DatabaseEntry = {
      managed: this.#manage(row, copies, { journal, gate }),
      about,
      journal,
      gate,
      app: appOf(row.path),
      own: choicesOfToday(row.own),
      marks: log.marks(row.id),
      undo: this.#undoOf(row.id),
      facts: readKeptFacts(services.disk, services.home, row.path),
      taken: undefined,
      copyStates: new Map(),
      view: undefined,
    };
    this.#entries.set(row.id, entry);
    return entry;
  }

  #manage(row: Omit<DatabaseRow, 'pause'>, copies: readonly CopyRow[], own: Own): ManagedDatabase {
    const { services, agent } = this.#options;
    const { clock, random, disk, home } = services;
    const parts = {
      agent,
      clock,
      random,
      ...own,
      pinned: () => new Set(this.get(row.id).marks.map(({ txid }) => BigInt(txid))),
      settings: () => settingsFor(this.effective(this.get(row.id))),
      openCopy: this.#options.openCopy,
      aboutCopy: this.#options.aboutCopy,
      onPauseOver: () => {
        this.#endPause(row.id);
        noteDone(this.#options.log, { kind: 'resume' }, this.get(row.id).about);
      },
      onLetGo: () => {
        const entry = this.#entries.get(row.id);
        if (entry !== undefined) entry.facts = readKeptFacts(disk, home, row.path);
      },
      onChange: () => {
        const entry = this.#entries.get(row.id);
        if (entry !== undefined) this.#dirty(entry);
      },
    };
    return new ManagedDatabase(parts, row, copies);
  }

  #undoOf(id: string): UndoRow | undefined {
    return this.#options.catalogue.undos().findLast(({ database, spent }) => database === id && spent === 'no');
  }

  #dirty(entry: DatabaseEntry): void {
    entry.view = undefined;
    this.#noticeCopies(entry);
    this.#options.onChange();
  }

  #noticeCopies({ managed, copyStates }: DatabaseEntry): void {
    const statuses = managed.agent?.status().destinations ?? [];
    for (const { destination, url } of managed.copies) {
      const { kind } = copyStateView(
        managed.phase,
        statuses.find((status) => status.url === url),
      );
      const before = copyStates.get(url) ?? 'idle';
      if (kind === before) continue;
      copyStates.set(url, kind);
      if (isTrouble(kind) || isTrouble(before)) this.#options.onCopy(destination, 'trouble');
      else if (kind === 'idle') this.#options.onCopy(destination, 'stored');
    }
  }
}

function isTrouble(kind: CopyStateView['kind']): boolean {
  return kind === 'waiting' || kind === 'failed';
}
