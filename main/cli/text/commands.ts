// Command lines to copy from a message.
import { formatTxid, type Txid } from '../../engine/ltx/txid.ts';

/** Restores a transaction from a destination, given as people know it, to a file that is yet to be named. */
export function restoreCommand(place: string, txid: Txid, output = 'FILE'): string {
  return `tidemark restore -txid ${formatTxid(txid)} -o ${shellWord(output)} ${shellWord(place)}`;
}

/** In quotes where a shell would otherwise take it apart. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
