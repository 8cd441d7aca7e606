// Opening what is known of a database: from this computer's own state, else from its destinations.
import type { OnProgress } from '../base/progress.ts';
import { Ledger } from '../capture/ledger.ts';
import type { Txid } from '../ltx/txid.ts';
import { stateDir } from './home.ts';
import { rebuild } from './rebuild.ts';
import { RecordKeeper } from './record-keeper.ts';
import type { AgentServices, DatabaseOptions } from './services.ts';
import { lockState } from './state-lock.ts';

export interface OpenedLedger {
  readonly ledger: Ledger;
  readonly record: RecordKeeper;
  /** New histories begin above this transaction. */
  readonly floor: Txid;
  readonly unlock: () => void;
}

export async function openLedger(
  services: AgentServices,
  { path, destinations: all, about }: DatabaseOptions,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<OpenedLedger> {
  const { disk, random, jobs, home } = services;
  const dir = stateDir(home, path);
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const unlock = lockState(dir, `copying ${path}`);
  try {
    const record = new RecordKeeper(services, dir, path, all);
    const ledger = await Ledger.open({ disk, random }, dir);
    if (ledger.known !== undefined) return { ledger, record, floor: 0n, unlock };
    const destinations = all.filter((destination) => about(destination).generations === undefined);
    const { known, floor } = await rebuild({ destinations, jobs, signal, onProgress });
    if (known !== undefined && known.position.txid > ledger.highestTxid) ledger.startOver(known.position, known.sums);
    return { ledger, record, floor, unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}
