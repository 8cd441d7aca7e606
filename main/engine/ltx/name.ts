// LTX file names: `<min>-<max>.ltx`, both 16 lower-case hex digits (FACTS A.13).
import { formatTxid, type Txid } from './txid.ts';

/** The transactions one LTX file covers, both ends included. */
export interface TxidRange {
  readonly min: Txid;
  readonly max: Txid;
}

const LTX_NAME = /^([0-9a-f]{16})-([0-9a-f]{16})\.ltx$/;

export function formatLtxName(range: TxidRange): string {
  return `${formatTxid(range.min)}-${formatTxid(range.max)}.ltx`;
}

/** The range a file name stands for, or undefined when the name is not an LTX file's. */
export function parseLtxName(name: string): TxidRange | undefined {
  const match = LTX_NAME.exec(name);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const min = BigInt(`0x${match[1]}`);
  const max = BigInt(`0x${match[2]}`);
  return min === 0n || max < min ? undefined : { min, max };
}

/** Order of a level: by min, then by max. */
export function compareRanges(a: TxidRange, b: TxidRange): number {
  if (a.min !== b.min) return a.min < b.min ? -1 : 1;
  if (a.max !== b.max) return a.max < b.max ? -1 : 1;
  return 0;
}
