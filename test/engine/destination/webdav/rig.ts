// WebDAV destinations on a real server, a folder of its own for each test.
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, type TestContext } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';
import type { WebdavOptions } from '../../../../main/engine/destination/webdav/options.ts';
import { webdavDestination } from '../../../../main/engine/destination/webdav/webdav.ts';
import { giveAway } from '../../../servers/ordinary.ts';
import { MissingServer } from '../../../servers/run.ts';
import { startWebdavServer, type WebdavServer, type WebdavServerOptions } from '../../../servers/webdav.ts';
import type { DestinationRig } from '../acceptance.ts';

export interface WebdavRig extends DestinationRig {
  readonly server: WebdavServer;
  /** The history's folder, as this machine sees it. Made by the first write. */
  readonly path: string;
  options(changes?: Partial<WebdavOptions>): WebdavOptions;
  connect(changes?: Partial<WebdavOptions>): Destination;
  /** Everything below but folders, as paths relative to the history's folder, sorted. */
  files(): Promise<string[]>;
}

/** One server for all tests of a file; tests are skipped where it cannot be had. */
export function useWebdavServer(options: WebdavServerOptions = {}): (test?: TestContext) => Promise<WebdavRig> {
  let server: WebdavServer | MissingServer;
  let count = 0;
  beforeAll(async () => {
    server = await startWebdavServer(options).catch((error: unknown) => {
      if (error instanceof MissingServer) return error;
      throw error;
    });
  });
  beforeEach((test) => {
    if (server instanceof MissingServer) test.skip(server.message);
  });
  afterAll(async () => {
    if (!(server instanceof MissingServer)) await server.dispose();
  });
  return () => makeRig(server as WebdavServer, `place ${++count}`);
}

async function makeRig(server: WebdavServer, name: string): Promise<WebdavRig> {
  const parent = join(server.folder, name);
  await mkdir(parent);
  giveAway(parent);
  const path = join(parent, 'replica');
  const level = (n: number): string => join(path, 'ltx', String(n));
  const opened: Destination[] = [];
  const options = (changes: Partial<WebdavOptions> = {}): WebdavOptions => ({
    location: server.location(`${encodeURIComponent(name)}/replica`),
    secrets: server.secrets,
    traffic: freeTraffic,
    clock: systemClock,
    random: systemRandom,
    trusted: server.certificate === '' ? [] : [server.certificate],
    ...changes,
  });
  return {
    server,
    path,
    options,
    connect: (changes) => {
      const destination = webdavDestination(options(changes));
      opened.push(destination);
      return destination;
    },
    plantForeign: (n, foreign) => writeFile(join(level(n), foreign), 'not an LTX file'),
    spoilTimes: async () => {
      for (const file of await readdir(level(0))) await utimes(join(level(0), file), 1, 1);
    },
    files: () => filesBelow(path),
    dispose: async () => {
      for (const destination of opened) await destination.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1)).sort();
}
