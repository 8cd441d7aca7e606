// Transaction ids: unsigned 64-bit, printed as 16 lower-case hex digits so that names sort by number.
import { TidemarkError } from '../base/errors.ts';

/** 1 … 2^64−1; 0 means "before the first transaction". */
export type Txid = bigint;

const TXID_TEXT = /^[0-9a-f]{16}$/;

export function formatTxid(txid: Txid): string {
  return txid.toString(16).padStart(16, '0');
}

/** Exactly 16 lower-case hex digits, else `usage`. */
export function parseTxid(text: string): Txid {
  if (!TXID_TEXT.test(text)) {
    throw new TidemarkError('usage', `"${text}" is not a transaction id`, {
      hint: 'A transaction id is 16 lower-case hex digits, for example 000000000000002a.',
    });
  }
  return BigInt(`0x${text}`);
}
