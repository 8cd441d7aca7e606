// Writing an LTX file: judged by its header before anything is gathered, since what is wrong is not worth a part's wait.
import { throwIfAborted } from '../../base/abort.ts';
import { HEADER_SIZE } from '../../ltx/header.ts';
import { formatLtxName } from '../../ltx/name.ts';
import { gatherBatches, headerFor, prepend } from '../batch.ts';
import type { LtxInfo, LtxRef, WriteOptions } from '../destination.ts';
import { timestampMetadata } from './layout.ts';
import type { Writer } from './write.ts';

/** Throws `ltx-header`, `ltx-truncated`, and what the writer throws. */
export async function writeLtx(
  writer: Writer,
  { ref, key }: { readonly ref: LtxRef; readonly key: string },
  bytes: AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<LtxInfo> {
  const doing = `write ${formatLtxName(ref)} of level ${ref.level}`;
  throwIfAborted(options.signal, doing);
  const batches = gatherBatches(bytes, HEADER_SIZE);
  try {
    const start = await batches.next();
    const first = start.done === true ? [] : start.value;
    const { timestamp } = headerFor(ref, first);
    const target = { key, metadata: timestampMetadata(timestamp), doing };
    const { size } = await writer.write(target, flattened(prepend(first, batches)), options);
    return { level: ref.level, min: ref.min, max: ref.max, size, createdAt: timestamp };
  } finally {
    await batches.return(undefined);
  }
}

async function* flattened(batches: AsyncIterable<readonly Uint8Array[]>): AsyncGenerator<Uint8Array> {
  for await (const batch of batches) yield* batch;
}
