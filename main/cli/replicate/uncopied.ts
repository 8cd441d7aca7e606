// What a run leaves behind that is not at every destination.
import type { DatabaseStatus } from '../../engine/agent/status.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import { shownUrl } from '../bridge/destinations.ts';

/** One line per destination that lacks something, in words; empty when all have everything. */
export function uncopied(label: string, status: DatabaseStatus): string[] {
  return status.destinations
    .filter(({ txid }) => txid < status.txid)
    .map(({ url, txid }) => `${label}: ${describeGap(txid, status.txid)} not at ${shownUrl(url)}`);
}

function describeGap(held: bigint, newest: bigint): string {
  if (held === 0n) return 'the first copy is';
  return `transactions ${formatTxid(held + 1n)} to ${formatTxid(newest)} are`;
}
