// An operation log in a folder of its own, whose time moves only when told.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperationLog, type OperationLogOptions } from '../../../../main/engine/agent/operations/operation-log.ts';
import type { ActivityQuery } from '../../../../main/engine/agent/engine.ts';
import type { ErrorView } from '../../../../main/engine/agent/views.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { systemJournalDisk } from '../../../../main/engine/journal/journal-disk.ts';
import { FakeClock } from '../../fake-clock.ts';

export const SHOP = { database: 'db1', databaseName: 'shop.db' };
export const NOTES = { database: 'db2', databaseName: 'notes.db' };

export const ABSENT: ErrorView = {
  code: 'destination-absent',
  message: 'the disk is not there',
  hint: 'Plug it in.',
};

export class LogRig implements AsyncDisposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'tidemark-operations-'));
  readonly clock = new FakeClock();
  #log: OperationLog | undefined;

  /** What was open before is closed, as the only writer. */
  async open(options: Partial<OperationLogOptions> = {}): Promise<OperationLog> {
    await this.#log?.close();
    return this.#open(options);
  }

  /** As `open`, but what was open before did not get to close. */
  openAfterCrash(options: Partial<OperationLogOptions> = {}): Promise<OperationLog> {
    return this.#open(options);
  }

  async #open(options: Partial<OperationLogOptions>): Promise<OperationLog> {
    const { dir, clock } = this;
    this.#log = await OperationLog.open({ dir, disk: systemJournalDisk, random: systemRandom, clock, ...options });
    return this.#log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log?.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Kinds and states of a page, newest first: `backup done`. */
export function rows(log: OperationLog, query: Partial<ActivityQuery> = {}): string[] {
  return log.page({ limit: 500, ...query }).operations.map(({ facts, state }) => `${facts.kind} ${state.kind}`);
}
