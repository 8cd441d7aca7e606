// SFTP destinations on a real server, a folder of its own for each test.
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, type TestContext } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import type { SftpOptions } from '../../../../main/engine/destination/sftp/options.ts';
import { sftpDestination } from '../../../../main/engine/destination/sftp/sftp.ts';
import { freeTraffic } from '../../../../main/engine/destination/traffic.ts';
import { giveAway } from '../../../servers/ordinary.ts';
import { MissingServer } from '../../../servers/run.ts';
import { type SftpServer, type SftpServerOptions, startSftpServer } from '../../../servers/sftp.ts';
import type { DestinationRig } from '../acceptance.ts';

export interface SftpRig extends DestinationRig {
  readonly server: SftpServer;
  /** The history's folder, as this machine sees it. Made by the first write. */
  readonly path: string;
  options(changes?: Partial<SftpOptions>): SftpOptions;
  connect(changes?: Partial<SftpOptions>): Destination;
  /** Every file below, as a path relative to the history's folder, sorted. */
  files(): Promise<string[]>;
}

/** One server for all tests of a file; tests are skipped where it cannot be had. */
export function useSftpServer(options: SftpServerOptions = {}): (test?: TestContext) => Promise<SftpRig> {
  let server: SftpServer | MissingServer;
  let count = 0;
  beforeAll(async () => {
    server = await startSftpServer(options).catch((error: unknown) => {
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
  return () => makeRig(server as SftpServer, `place-${++count}`);
}

async function makeRig(server: SftpServer, name: string): Promise<SftpRig> {
  const parent = join(server.folder, name);
  await mkdir(parent);
  giveAway(parent);
  const path = join(parent, 'replica');
  const level = (n: number): string => join(path, 'ltx', String(n));
  const opened: Destination[] = [];
  const options = (changes: Partial<SftpOptions> = {}): SftpOptions => ({
    location: server.location(path),
    secrets: server.secrets(),
    traffic: freeTraffic,
    clock: systemClock,
    random: systemRandom,
    ...changes,
  });
  return {
    server,
    path,
    options,
    connect: (changes) => {
      const destination = sftpDestination(options(changes));
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
