// Tells the disk that was chosen from the empty folder that it leaves behind when it is unplugged: each destination's
// folder has a small file of ours. A history that is already there says the same (destination/file/presence.ts); this
// is for databases that have none yet.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, TidemarkError } from '../../base/errors.ts';
import { HISTORY_FOLDERS } from '../../destination/tree.ts';

const MARK = '.tidemark';
const TEXT = 'Tidemark keeps copies of databases in this folder. By this file it knows the folder again.\n';

/** One that is there already stays: several computers may use one folder. */
export async function markFolder(folder: string): Promise<void> {
  try {
    const handle = await fs.open(join(folder, MARK), 'wx', 0o600);
    try {
      await handle.writeFile(TEXT);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** Whether it is the folder that was chosen. One that holds a history of ours is, and is marked again. */
export async function isMarked(folder: string, histories: readonly string[]): Promise<boolean> {
  if (await exists(join(folder, MARK))) return true;
  const found = await Promise.all(histories.flatMap((history) => HISTORY_FOLDERS.map((folder) => exists(join(history, folder)))));
  if (!found.includes(true)) return false;
  await markFolder(folder).catch(() => undefined);
  return true;
}

async function exists(path: string): Promise<boolean> {
  return fs.stat(path).then(
    () => true,
    () => false,
  );
}

export function notTheFolder(folder: string): TidemarkError {
  return new TidemarkError('destination-absent', `${folder} is there, but not the disk that was chosen`, {
    hint: `Connect the disk. If this is the right folder all the same, create the file ${join(folder, MARK)} in it.`,
    retry: 'later',
  });
}
