// Opening what is known of a database: from this computer's own state, else from its destinations.
import type { OnProgress } from '../base/progress.ts';
import { Ledger } from '../capture/ledger.ts';
import type { Txid } from '../ltx/txid.ts';
import type { HistoryPoint } from '../stream/node/primary-host.ts';
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
  { path, destinations: all, about, start }: DatabaseOptions,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<OpenedLedger> {
  const { disk, random, jobs, home, clock } = services;
  const dir = stateDir(home, path);
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const unlock = lockState(dir, `copying ${path}`);
  try {
    const record = new RecordKeeper(services, dir, path, all);
    const ledger = await Ledger.open({ disk, random }, dir);
    if (start !== undefined) goOnFrom(ledger, start, clock.now());
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

/** What was captured here of another history is not part of this one. */
function goOnFrom(ledger: Ledger, { txid, checksum, pageSize, commit, sums }: HistoryPoint, timestamp: number): void {
  const position = ledger.known?.position;
  if (position?.txid === txid && position.checksum === checksum) return;
  const here = { identity: { dev: 0, ino: 0 }, mtime: 0, wal: { kind: 'none' } } as const;
  ledger.startOver({ txid, checksum, timestamp, pageSize, commit, ...here }, sums.clone());
}
