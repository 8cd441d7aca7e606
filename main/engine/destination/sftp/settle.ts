// Makes the folder at an SFTP server that histories are kept in, each in a folder of its own.
import { Connection } from './connection.ts';
import { showServer, type SftpOptions } from './options.ts';
import { statPath } from './requests.ts';
import { worded } from './status.ts';
import { ensureFolder, requireParent, Tree } from './tree.ts';

/** Only what is missing last: `destination-absent` when the folder that it would be made in is not there either. */
export async function settleSftp(options: SftpOptions): Promise<void> {
  const { location } = options;
  const { root } = new Tree(location.path);
  const connection = new Connection(options);
  try {
    await connection.use(undefined, async (session) => {
      if ((await statPath(session, root)) !== undefined) return;
      await requireParent(session, location.path);
      await ensureFolder(session, root);
    });
  } catch (error) {
    throw worded(error, `create the folder ${root} at ${showServer(location)}`);
  } finally {
    connection.close();
  }
}
