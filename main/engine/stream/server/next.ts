// What leads a follower on from where it is: the next file, the whole database, or nothing, for it is level.
import type { Checksum } from '../../ltx/checksum.ts';
import type { TxidRange } from '../../ltx/name.ts';
import type { Txid } from '../../ltx/txid.ts';
import type { StreamSource } from '../source.ts';

/** Where somebody is. TXID 0: it has nothing. */
export interface Place {
  readonly txid: Txid;
  readonly checksum: Checksum;
}

export const NOWHERE: Place = { txid: 0n, checksum: 0n };

export type Step =
  | { readonly kind: 'level' }
  | { readonly kind: 'file'; readonly range: TxidRange }
  /**
   * `same`: what the follower has is known to be of this history. `why` reads as in "a snapshot is sent: <why>".
   */
  | { readonly kind: 'snapshot'; readonly kinship: 'same' | 'unknown'; readonly why: string };

/** Nothing is guessed: whoever is not known to be on this history gets the whole. */
export function nextStep(source: StreamSource, { txid, checksum }: Place): Step {
  const head = source.head();
  if (head === undefined) return { kind: 'level' };
  if (txid === 0n) return whole('unknown', 'it has nothing');
  if (txid > head.txid) return whole('unknown', `it is at transaction ${txid}, the newest here is ${head.txid}`);
  const known = txid === head.txid ? head.postApplyChecksum : source.checksumAt(txid);
  if (known === undefined) return whole('unknown', `what transaction ${txid} summed to is not known any more`);
  if (known !== checksum) return whole('unknown', `it went another way before transaction ${txid}`);
  const next = source.next(txid);
  if (next.kind === 'none') return { kind: 'level' };
  if (next.kind === 'gap') return whole('same', `what follows transaction ${txid} is not kept any more`);
  if (next.range.min !== txid + 1n) return whole('same', `what follows transaction ${txid} became part of a longer file`);
  return { kind: 'file', range: next.range };
}

function whole(kinship: 'same' | 'unknown', why: string): Step {
  return { kind: 'snapshot', kinship, why };
}
