// Tidemark without a desktop: the engine's faces over HTTP for people and over the control socket for the command line.
import type { Clock } from '../engine/base/clock.ts';
import type { ListenAddress } from '../engine/base/listen.ts';
import type { Random } from '../engine/base/random.ts';
import type { Engine } from '../engine/agent/engine.ts';
import { openControl } from '../ipc/control/server.ts';
import { Gateway } from '../ipc/gateway.ts';
import { EngineServer } from '../ipc/server.ts';
import { readStaticFiles } from '../ipc/site/files.ts';
import type { Limits } from './http/limits.ts';
import { openSite } from './http/server.ts';
import { HeadlessShell } from './shell.ts';

export interface DashboardOptions {
  /** Whoever opened it also stops it. */
  readonly engine: Engine;
  /** Tidemark's own folder, whose lock the engine holds. */
  readonly home: string;
  /** The person's home folder. */
  readonly userHome: string;
  /** The folder with the built pages. */
  readonly pages: string;
  readonly address: ListenAddress;
  readonly ifTaken: 'any-port' | 'refuse';
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: Partial<Limits>;
}

export interface Dashboard {
  readonly address: ListenAddress;
  /** A fresh URL that lets one browser in, once, within ten minutes. */
  invite(): string;
  /** Resolves when somebody asks it to quit. */
  readonly quit: Promise<void>;
  /** Hangs up on everybody. The engine goes on. */
  close(): Promise<void>;
}

export async function openDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { engine, home, userHome, platform, clock, random } = options;
  const quit = Promise.withResolvers<undefined>();
  const shell = new HeadlessShell({
    platform,
    userHome,
    onQuit: () => {
      quit.resolve(undefined);
    },
  });
  const faces = new Gateway(shell, new EngineServer(engine, clock), clock);
  const files = readStaticFiles(options.pages);
  const site = await openSite({ ...options, files, faces, uid: process.getuid?.() });
  const invite = (): string => site.invite();
  const control = await openControl({ home, faces, face: 'dashboard', address: invite, random }).catch(
    async (error: unknown) => {
      await site.close();
      throw error;
    },
  );
  return {
    address: site.address,
    invite,
    quit: quit.promise,
    close: async () => {
      await Promise.all([site.close(), control.close()]);
    },
  };
}
