// The folder at a server that histories are kept in: made before the first of them, and never when its disk may be missing.
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, type TestContext } from 'vitest';
import type { PlaceInput } from '../../../../main/engine/agent/engine.ts';
import { MissingServer } from '../../../servers/run.ts';
import { startSftpServer } from '../../../servers/sftp.ts';
import { startWebdavServer } from '../../../servers/webdav.ts';
import { EngineRig } from './rig.ts';

interface Server {
  readonly folder: string;
  at(path: string): PlaceInput;
  kill(): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

const sftp = async (): Promise<Server> => {
  const server = await startSftpServer();
  const at = (path: string): PlaceInput => {
    return { location: server.location(join(server.folder, path)), secrets: server.secrets() };
  };
  return {
    folder: server.folder,
    at,
    kill: () => server.kill(),
    start: () => server.start(),
    dispose: () => server.dispose(),
  };
};

const webdav = async (): Promise<Server> => {
  const server = await startWebdavServer({ sign: 'basic' });
  const at = (path: string): PlaceInput => ({ location: server.location(path), secrets: server.secrets });
  return {
    folder: server.folder,
    at,
    kill: () => server.kill(),
    start: () => server.start(),
    dispose: () => server.dispose(),
  };
};

let running: Server | undefined;
afterEach(async () => {
  await running?.dispose();
  running = undefined;
});

async function started(start: () => Promise<Server>, { skip }: Pick<TestContext, 'skip'>): Promise<Server> {
  try {
    running = await start();
    return running;
  } catch (error) {
    if (error instanceof MissingServer) skip(`no server: ${error.message}`);
    throw error;
  }
}

describe.for([
  ['SFTP', sftp],
  ['WebDAV', webdav],
] as const)('%s', ([, start]) => {
  it('makes the folder that was chosen', async (test) => {
    const server = await started(start, test);
    await using rig = new EngineRig();
    await rig.file('shop.db');
    const engine = await rig.open();
    const id = await engine.addDestination(server.at('backups'), undefined, {});
    const database = await rig.protect('shop.db', [id]);
    await rig.untilState(database, 'safe');
    await rig.expectSame(database);
    expect(existsSync(join(server.folder, 'backups'))).toBe(true);
  });

  it('makes it once the server is there', async (test) => {
    const server = await started(start, test);
    await using rig = new EngineRig();
    await rig.file('shop.db');
    const engine = await rig.open();
    await server.kill();
    const id = await engine.addDestination(server.at('backups'), undefined, {});
    const database = await rig.protect('shop.db', [id]);
    await rig.untilState(database, 'waiting');
    await server.start();
    await rig.expectSame(database);
    await rig.untilState(database, 'safe');
  });

  it('makes nothing where copies were before', async (test) => {
    const server = await started(start, test);
    await using rig = new EngineRig();
    const app = await rig.app('shop.db');
    const first = await rig.open();
    const id = await first.addDestination(server.at('disk'), undefined, {});
    const database = await rig.protect('shop.db', [id]);
    await rig.untilState(database, 'safe');
    await rig.stop();
    const [mounted, away] = [join(server.folder, 'disk'), join(server.folder, 'unmounted')];
    renameSync(mounted, away);
    await app.exec('INSERT INTO t (a) VALUES (2)');
    await rig.open();
    await rig.until(() => 'reason' in rig.view(database).state);
    expect(existsSync(mounted)).toBe(false);
    renameSync(away, mounted);
    await rig.expectSame(database);
  });

  it('makes nothing in a folder that is not there', async (test) => {
    const server = await started(start, test);
    await using rig = new EngineRig();
    await rig.file('shop.db');
    const engine = await rig.open();
    const id = await engine.addDestination(server.at('disk/backups'), undefined, {});
    const database = await rig.protect('shop.db', [id]);
    await rig.until(() => 'reason' in rig.view(database).state);
    expect(existsSync(join(server.folder, 'disk'))).toBe(false);
  });
});
