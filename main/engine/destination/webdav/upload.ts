// One file on its way: sent under a name of its own, looked at, then published. Servers that cannot rename get it under its name
// at once, while nobody else may write that.
import { throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { TidemarkError } from '../../base/errors.ts';
import { cleanUp } from '../bounded.ts';
import type { LtxRef, WriteOptions } from '../destination.ts';
import { objectName, showRef } from '../tree.ts';
import type { Body } from './body.ts';
import { letGo } from './http.ts';
import { existsError, holdingClaim } from './publish.ts';
import { lookAt, move, refused, remove, type Server } from './requests.ts';

export interface UploadOptions extends Pick<WriteOptions, 'signal' | 'permit'> {
  readonly server: Server;
  readonly clock: Clock;
  readonly ref: LtxRef;
  readonly temp: string;
  readonly body: Body;
}

/** How long giving a file its name may take, ms, after the write was given up. */
const SETTLING = 2000;

/** `cannot rename`: nothing was stored, and `uploadInPlace` has to be used at this server. */
export async function uploadAndMove(options: UploadOptions): Promise<'stored' | 'cannot rename'> {
  const { server, ref, temp, permit, signal } = options;
  try {
    await put(options, temp, {});
    await checkSize(options, temp);
    throwIfAborted(signal, `writing ${showRef(ref)}`);
    const moved = await unhurried(options, (late) =>
      holdingClaim(server, ref, late, () => {
        permit?.();
        return move(server, temp, objectName(ref), late);
      }),
    );
    if (moved === 'taken') throw existsError(server, ref);
    if (moved === 'moved') return 'stored';
  } catch (error) {
    await leave(options, temp);
    throw error;
  }
  await leave(options, temp);
  return 'cannot rename';
}

/** Throws `object-exists`. What arrived in part is removed: nobody else can have written it meanwhile. */
export async function uploadInPlace(options: UploadOptions): Promise<void> {
  const { server, ref, permit, signal } = options;
  const name = objectName(ref);
  const store = async (): Promise<void> => {
    if ((await lookAt(server, name, signal)) !== undefined) throw existsError(server, ref);
    try {
      permit?.();
      await put(options, name, { 'If-None-Match': '*' });
      await checkSize(options, name);
    } catch (error) {
      if (!(error instanceof TidemarkError && error.code === 'object-exists')) await leave(options, name);
      throw error;
    }
  };
  await unhurried(options, (late) => holdingClaim(server, ref, late, store));
}

/** Given up halfway, nobody would know whether it was done: so `late` fires a while after the signal, for a server that hangs. */
async function unhurried<T>(
  { clock, signal }: Pick<UploadOptions, 'clock' | 'signal'>,
  work: (late: AbortSignal) => Promise<T>,
): Promise<T> {
  const [late, over] = [new AbortController(), new AbortController()];
  const onAbort = (): void => {
    clock.sleep(SETTLING, over.signal).then(() => {
      late.abort();
    }, () => undefined);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await work(late.signal);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    over.abort();
  }
}

async function put(
  { server, ref, body, signal }: UploadOptions,
  name: string,
  headers: Record<string, string>,
): Promise<void> {
  const response = await server.http.send({
    method: 'PUT',
    name,
    headers: { 'Content-Type': 'application/octet-stream', ...headers },
    body,
    signal,
  });
  if (response.status === 412) {
    letGo(response);
    throw existsError(server, ref);
  }
  // Some say 404 where others say 409: the folder has gone.
  const status = response.status === 404 ? 409 : response.status;
  if (status >= 300) throw refused(server, { ...response, status }, `write ${showRef(ref)}`);
  letGo(response);
}

async function checkSize({ server, ref, signal, body }: UploadOptions, name: string): Promise<void> {
  const size = (await lookAt(server, name, signal))?.size;
  if (size === body.sent) return;
  throw new TidemarkError(
    'destination-failed',
    `${showRef(ref)} has ${size ?? 'no'} bytes at ${server.shown}, and ${body.sent} were sent`,
    {
      hint: 'The server, or something on the way to it, loses data.',
      retry: 'later',
    },
  );
}

function leave({ server, clock }: UploadOptions, name: string): Promise<void> {
  return cleanUp(clock, (signal) => remove(server, name, signal));
}
