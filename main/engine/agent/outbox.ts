// The ledger and the capture of one database as what replicas send from.
import { isTidemarkError } from '../base/errors.ts';
import type { Capture } from '../capture/capture.ts';
import type { Ledger } from '../capture/ledger.ts';
import type { SpoolFile } from '../capture/spool.ts';
import type { NextFile, Outbox, OutboxFile, Snapshot } from '../replica/outbox.ts';
import type { Txid } from '../ltx/txid.ts';

/** After this many snapshots spoilt by writers, a rollback-journal database is staged on the local disk. */
const SPOILT_BEFORE_STAGING = 2;

export function outboxOf(ledger: Ledger, capture: Capture): Outbox {
  let spoilt = 0;
  return {
    head: () => {
      const position = ledger.known?.position;
      return position && { txid: position.txid, postApplyChecksum: position.checksum };
    },
    next: (after) => nextFile(ledger, after),
    pending: (after) => ledger.spool.backlog(after),
    following: (after, most) => recorded(ledger, ledger.spool.from(after + 1n, most)).map(nameOf),
    tiles: (range) => ledger.spool.tiles(range)?.map(nameOf),
    hold: (range) => ledger.spool.hold(range),
    checksumAt: (txid) => ledger.checksumAt(txid),
    open: (range) => ledger.spool.open(range),
    snapshot: async () => {
      const taken = await capture.snapshot(spoilt >= SPOILT_BEFORE_STAGING ? 'staged' : 'streamed');
      const bytes = counting(taken.bytes, (outcome) => (spoilt = outcome === 'spoilt' ? spoilt + 1 : 0));
      return { ...taken, bytes } satisfies Snapshot;
    },
  };
}

function nextFile(ledger: Ledger, after: Txid): NextFile {
  const file = ledger.spool.find(after + 1n);
  if (file !== undefined) return { kind: 'file', range: file, size: file.size };
  return after === ledger.known?.position.txid ? { kind: 'none' } : { kind: 'gap' };
}

/** The newest file may be there a moment before its transaction counts. */
function recorded(ledger: Ledger, files: readonly SpoolFile[]): readonly SpoolFile[] {
  const head = ledger.known?.position.txid ?? 0n;
  return files.filter(({ max }) => max <= head);
}

function nameOf({ size, ...range }: SpoolFile): OutboxFile {
  return { range, size };
}

async function* counting(
  bytes: AsyncIterable<Uint8Array>,
  tell: (outcome: 'whole' | 'spoilt') => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
    tell('whole');
  } catch (error) {
    if (isTidemarkError(error, 'database-moved')) tell('spoilt');
    throw error;
  }
}
