// Makes the folder at a WebDAV server that histories are kept in, each in a folder of its own.
import { HttpClient } from './http.ts';
import { showServer, type WebdavOptions } from './options.ts';
import { lookAt, makeFolder, type Server } from './requests.ts';
import { requireParent } from './tree.ts';

/** Only what is missing last: `destination-failed` when the folder that it would be made in is not there either. */
export async function settleWebdav(options: WebdavOptions): Promise<void> {
  const { location, traffic } = options;
  const server: Server = { http: new HttpClient(options), traffic, shown: showServer(location) };
  try {
    if ((await lookAt(server, '', undefined)) !== undefined) return;
    await requireParent(server, location.url, undefined);
    await makeFolder(server, '', undefined);
  } finally {
    server.http.close();
  }
}
