// Giving a finished temp file its name, exclusively: whoever comes second gets `object-exists`, and no file
// that already has the name is ever replaced. rename() cannot do that (it replaces), link() can.
//
// exFAT, FAT and some network shares have no hard links. There, writers agree by a claim file beside the
// name, created with O_EXCL:
//
//   open(claim, O_EXCL) → the name is free? → rename(temp, name) → unlink(claim)
//
// Only the holder of the claim renames, and it looks first, so no Tidemark replaces another's file; readers
// see nothing or the whole file, as with link(). The two other ways were worse: creating the name itself with
// O_EXCL and renaming over it shows an empty LTX file to every reader, for good after a pulled plug; copying
// into it with O_EXCL shows a torn one. What is left: a program that ignores claims (Litestream overwrites by
// design) could take the name between the look and the rename, and a holder that sleeps for more than
// CLAIM_LIFE right there has lost its claim.
import { basename, dirname, join } from 'node:path';
import { errnoOf, TidemarkError, unlessMissing } from '../../base/errors.ts';
import { claimName } from './layout.ts';
import { lastTouched } from './sweep.ts';
import type { FileSystem } from '../folder-calls.ts';

/** A claim is held for two calls. One this old (ms) belongs to a writer that died. */
const CLAIM_LIFE = 60_000;

/** What link() says where there are no hard links. EISDIR is how libuv puts Windows' "invalid function". */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']);

export interface Publication {
  readonly temp: string;
  readonly final: string;
}

/** Names `temp` `final`; `temp` is gone or left for its owner to remove. Throws `object-exists`. */
export async function publish(fs: FileSystem, file: Publication): Promise<void> {
  try {
    await fs.link(file.temp, file.final);
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (NO_HARD_LINKS.has(errno)) return publishByClaim(fs, file);
    if (errno !== 'EEXIST') throw error;
    if (!(await isLinked(fs, file.temp))) throw existsError(file.final);
  }
}

/** NFS repeats a request whose answer was lost; the repeat of a link() that worked says EEXIST. */
async function isLinked(fs: FileSystem, temp: string): Promise<boolean> {
  return (await fs.stat(temp)).nlink > 1;
}

async function publishByClaim(fs: FileSystem, file: Publication): Promise<void> {
  const claim = join(dirname(file.final), claimName(basename(file.final)));
  await takeClaim(fs, claim, file);
  try {
    if (await exists(fs, file.final)) throw existsError(file.final);
    await fs.rename(file.temp, file.final);
  } finally {
    await fs.unlink(claim).catch(() => undefined);
  }
}

async function takeClaim(fs: FileSystem, claim: string, file: Publication): Promise<void> {
  if (await createNew(fs, claim)) return;
  await dropDeadClaim(fs, claim, file.temp);
  if (!(await createNew(fs, claim))) throw existsError(file.final);
}

async function createNew(fs: FileSystem, path: string): Promise<boolean> {
  try {
    const handle = await fs.open(path, 'wx', 0o600);
    await handle.close();
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Our own temp, just touched, tells the time on the file system's clock. */
async function dropDeadClaim(fs: FileSystem, claim: string, temp: string): Promise<void> {
  try {
    const now = lastTouched(await fs.stat(temp));
    if (now - lastTouched(await fs.stat(claim)) > CLAIM_LIFE) await fs.unlink(claim);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

async function exists(fs: FileSystem, path: string): Promise<boolean> {
  return (await unlessMissing(fs.stat(path))) !== undefined;
}

function existsError(path: string): TidemarkError {
  return new TidemarkError('object-exists', `${path} is already there, or is being written by someone else`, {
    hint: 'Files at a destination never change; compare the two before deciding.',
  });
}
