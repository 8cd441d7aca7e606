// Giving the proved file its name. Until here nothing that existed before was touched.
import { dirname } from 'node:path';
import { syncDirectory } from '../base/disk.ts';
import { errnoOf, TidemarkError } from '../base/errors.ts';
import { explained, type OutputDisk } from './output-disk.ts';
import { replaceDatabase, type Publication } from './replace.ts';
import { databaseBeside, setSidecarsAside, sidecarsOf } from './sidecars.ts';

/** What to do about a file that is already there. */
export type Overwrite = 'refuse' | 'replace';

/** What can be said before anything is read: `restore-output-exists`, or `usage` for what is no file. */
export function requireOutput(disk: OutputDisk, output: string, overwrite: Overwrite): void {
  explained(output, () => {
    requireFile(disk, output);
    requireNoSideFile(disk, output);
    if (overwrite === 'refuse') requireFree(disk, output);
  });
}

function requireFile(disk: OutputDisk, output: string): void {
  const stats = disk.statSync(output, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return;
  const what = stats.isDirectory() ? 'is a folder' : 'is not a file';
  throw new TidemarkError('usage', `${output} ${what}`, {
    hint: 'Give the path that the database is to have, with its name.',
  });
}

/** SQLite would take it for a part of that database, and remove it. */
function requireNoSideFile(disk: OutputDisk, output: string): void {
  const database = databaseBeside(disk, output);
  if (database === undefined) return;
  throw new TidemarkError('usage', `${output} is a name that SQLite uses for a part of ${database}`, {
    hint: 'Choose another name.',
  });
}

/** `restore-output-exists` if `output` is taken, or if files of an earlier database of that name are left. */
function requireFree(disk: OutputDisk, output: string): void {
  if (disk.lstatSync(output, { throwIfNoEntry: false }) !== undefined) throw outputExists(output);
  const left = sidecarsOf(disk, output)[0];
  if (left === undefined) return;
  throw new TidemarkError('restore-output-exists', `${left} is left over from another database`, {
    hint: 'SQLite would mix it into the restored one. Move it away, or restore with -force.',
  });
}

/** Names the scratch file `output`, durably, in one step that a crash cannot split. */
export function publish(publication: Publication, overwrite: Overwrite): void {
  const { disk, output, token } = publication;
  explained(output, () => {
    if (overwrite === 'refuse') {
      requireFree(disk, output);
      publishNew(publication);
    } else if (disk.existsSync(output)) {
      replaceDatabase(publication);
    } else {
      const aside = setSidecarsAside(disk, output, token);
      publishOrPutBack(aside.putBack, () => {
        publishNew(publication);
      });
      aside.remove();
    }
  });
}

function publishOrPutBack(putBack: () => void, work: () => void): void {
  try {
    work();
  } catch (error) {
    putBack();
    throw error;
  }
}

/** What link() says where there are no hard links; EISDIR is libuv's word for a Windows error. */
const NO_HARD_LINKS: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EISDIR',
]);

function publishNew(publication: Publication): void {
  const { disk, scratch, output } = publication;
  scratch.close();
  if (link(publication) === 'linked') disk.unlinkSync(scratch.path);
  else claimAndRename(publication);
  syncDirectory(disk, dirname(output));
}

/** link() fails when the name exists, which rename() does not. */
function link({ disk, scratch, output }: Publication): 'linked' | 'unsupported' {
  try {
    disk.linkSync(scratch.path, output);
    return 'linked';
  } catch (error) {
    if (NO_HARD_LINKS.has(errnoOf(error))) return 'unsupported';
    throw errnoOf(error) === 'EEXIST' ? outputExists(output) : error;
  }
}

/** Without hard links the name is taken by an empty file first: a crash between the two steps leaves that. */
function claimAndRename({ disk, scratch, output }: Publication): void {
  try {
    disk.closeSync(disk.openSync(output, 'wx'));
  } catch (error) {
    throw errnoOf(error) === 'EEXIST' ? outputExists(output) : error;
  }
  try {
    disk.renameSync(scratch.path, output);
  } catch (error) {
    disk.unlinkSync(output);
    throw error;
  }
}

function outputExists(output: string): TidemarkError {
  return new TidemarkError('restore-output-exists', `${output} already exists`, {
    hint: 'Choose another name, or overwrite it with -force: it is replaced only once the copy is proved.',
  });
}
