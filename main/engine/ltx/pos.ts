// A position in a database's history: the last transaction, and what the whole database sums to after it.
import { TidemarkError } from '../base/errors.ts';
import { type Checksum, formatChecksum, parseChecksum } from './checksum.ts';
import { formatTxid, parseTxid, type Txid } from './txid.ts';

export interface Pos {
  readonly txid: Txid;
  readonly postApplyChecksum: Checksum;
}

/** `<txid>/<checksum>`, 16 hex digits each. */
export function formatPos(pos: Pos): string {
  return `${formatTxid(pos.txid)}/${formatChecksum(pos.postApplyChecksum)}`;
}

/** Exactly the form of `formatPos`, else `usage`. */
export function parsePos(text: string): Pos {
  const parts = text.split('/');
  if (parts.length !== 2) {
    throw new TidemarkError('usage', `"${text}" is not a position`, {
      hint: 'A position is a transaction id, a slash and a checksum, 16 hex digits each.',
    });
  }
  return { txid: parseTxid(parts[0]!), postApplyChecksum: parseChecksum(parts[1]!) };
}
