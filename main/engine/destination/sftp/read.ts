// Streaming a file, or part of it: many requests ahead of the reader, so that the way there and back is waited for once.
import { throwIfAborted } from '../../base/abort.ts';
import { TidemarkError } from '../../base/errors.ts';
import { orAborted } from '../bounded.ts';
import type { ByteRange } from '../destination.ts';
import type { Traffic } from '../traffic.ts';
import { closeHandle, type Handle, openFile, readAt, statHandle } from './requests.ts';
import type { Session } from './session.ts';
import { CHUNK, WIDTH } from './upload.ts';

export interface ReadOptions {
  readonly session: Session;
  readonly traffic: Traffic;
  readonly path: string;
  readonly range: ByteRange;
  readonly signal?: AbortSignal | undefined;
}

/** The bytes of `range`, clipped to the file. Every piece is the receiver's to keep. Fails with a status when it is missing. */
export async function* readRange(options: ReadOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const { session, traffic, path, range, signal } = options;
  throwIfAborted(signal, 'reading');
  traffic.request('read');
  const opening = openFile(session, path);
  const handle = await orAborted(opening, signal, 'reading').catch((error: unknown) => {
    opening.then((late) => closeHandle(session, late)).catch(() => undefined);
    throw error;
  });
  try {
    yield* readHandle(options, handle, await endOf(options, handle), range.offset);
  } finally {
    closeHandle(session, handle).catch(() => undefined);
  }
}

/** Where to stop. A file that is read to its end has the length it had when opened: they never change. */
async function endOf(
  { session, range, signal }: ReadOptions,
  handle: Handle,
): Promise<{ readonly end: number; readonly whole: 'yes' | 'no' }> {
  if (range.length !== undefined) return { end: range.offset + range.length, whole: 'no' };
  const { size } = await orAborted(statHandle(session, handle), signal, 'reading');
  return { end: size, whole: 'yes' };
}

async function* readHandle(
  { session, traffic, path, signal }: ReadOptions,
  handle: Handle,
  { end, whole }: { readonly end: number; readonly whole: 'yes' | 'no' },
  start: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const ahead: { readonly length: number; readonly bytes: Promise<Buffer> }[] = [];
  let asked = start;
  for (let position = start; position < end;) {
    for (; ahead.length < WIDTH && asked < end; asked += ahead.at(-1)!.length) {
      const length = Math.min(CHUNK, end - asked);
      const bytes = readAt(session, handle, asked, length);
      // One that nobody waits for any more may fail.
      bytes.catch(() => undefined);
      ahead.push({ length, bytes });
    }
    const next = ahead.shift()!;
    const piece = await orAborted(next.bytes, signal, 'reading');
    traffic.moved('down', piece.length);
    await traffic.pass('down', piece.length, signal);
    throwIfAborted(signal, 'reading');
    position += piece.length;
    if (piece.length > 0) yield piece;
    if (piece.length === next.length) continue;
    if (whole === 'yes') throw cutError(path, position, end);
    return;
  }
}

function cutError(path: string, position: number, end: number): TidemarkError {
  return new TidemarkError('destination-failed', `${path} ended after ${position} of ${end} bytes`, {
    hint: 'Something changes files there that must never change.',
    retry: 'later',
  });
}
