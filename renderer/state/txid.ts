// Transactions as the command line and the files write them.

/** 16 hex digits: `00000000000004d2`. */
export function formatTxid(txid: number): string {
  return txid.toString(16).padStart(16, '0');
}
