// Stores a captured snapshot as the database file itself, compressed.
import type { OnProgress } from '../../base/progress.ts';
import type { LtxHeader } from '../../ltx/header.ts';
import type { Generation, GenerationClient } from '../client.ts';
import { encodeLz4 } from '../lz4/encode.ts';
import type { CapturedSnapshot } from './captured.ts';
import { databaseImage } from './image.ts';

export interface SnapshotStoring {
  readonly client: GenerationClient;
  readonly permit: () => void;
  /** The place took bytes. */
  readonly onAccepted: () => void;
  /** Step `snapshot`, in bytes of the database. */
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface StoredSnapshot {
  /** Proved, of the LTX file that it was captured as. */
  readonly header: LtxHeader;
  readonly createdAt: number;
}

/** Lets go of the snapshot, whatever comes of it. `database-empty`, and what the place throws. */
export async function storeSnapshot(
  { generation, index }: { readonly generation: Generation; readonly index: number },
  snapshot: CapturedSnapshot,
  { client, permit, signal, onAccepted, onProgress }: SnapshotStoring,
): Promise<StoredSnapshot> {
  let header: LtxHeader | undefined;
  const image = databaseImage(snapshot.bytes, (proved) => (header = proved));
  const told = telling(image, (done) => {
    onAccepted();
    onProgress({ step: 'snapshot', done, total: snapshot.size });
  });
  try {
    const { createdAt } = await client.writeSnapshot(generation, index, encodeLz4(told), { signal, permit });
    return { header: header!, createdAt };
  } finally {
    snapshot.dispose();
  }
}

async function* telling(bytes: AsyncIterable<Uint8Array>, tell: (done: number) => void): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const piece of bytes) {
    yield piece;
    done += piece.length;
    tell(done);
  }
}
