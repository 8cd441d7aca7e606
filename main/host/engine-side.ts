// Everything between the engine and its faces: its thread, the gateway, the control socket, the host's own face.
import { join } from 'node:path';
import { messageOf } from '../engine/base/errors.ts';
import { type ControlServer, openControl } from '../ipc/control/server.ts';
import { ENGINE_STARTS } from '../ipc/face.ts';
import { Gateway } from '../ipc/gateway.ts';
import type { Shell } from '../ipc/shell.ts';
import { ENGINE_MODULE, EngineThread, type ThreadState } from './engine-thread/engine-thread.ts';
import { SafeVault } from './secrets/vault.ts';
import { VaultKeeper } from './secrets/vault-keeper.ts';
import { HostState } from './state.ts';
import type { Surroundings } from './surroundings.ts';

/** What people get for the last changes when the app or the computer goes down, ms. */
const FINAL_SYNC = 5000;
/** Command lines are hung up on; ms that may take. */
const HANG_UP = 500;

function keeperOf({ electron, home, platform, disk, random }: Surroundings): VaultKeeper {
  const file = join(home, 'vault.json');
  return new VaultKeeper(new SafeVault({ file, store: electron.safeStorage, platform, disk, random }));
}

export class EngineSide {
  readonly gateway: Gateway;
  readonly state: HostState;
  readonly thread: EngineThread;
  readonly #around: Surroundings;
  #control: Promise<ControlServer | undefined> | undefined;

  constructor(around: Surroundings, shell: Shell) {
    this.#around = around;
    const { clock, log, home, userHome, electron } = around;
    this.thread = new EngineThread({ module: ENGINE_MODULE, origin: { home, userHome }, clock, keeper: keeperOf(around) });
    this.gateway = new Gateway(shell, ENGINE_STARTS, clock);
    this.state = new HostState({
      gateway: this.gateway,
      systemLanguage: () => electron.app.getLocale(),
      clock,
      log,
    });
  }

  /** @param onThread hears of the thread before faces do */
  start(onThread: (state: ThreadState) => void): void {
    this.thread.changed.on((state) => {
      onThread(state);
      this.#follow(state);
    });
    this.thread.start();
    this.state.watch();
  }

  /** Copies the last changes within a bound; then nothing of the engine is left. */
  async stop(): Promise<void> {
    const control = await this.#control;
    const hungUp = Promise.race([control?.close(), this.#around.clock.sleep(HANG_UP)]);
    const last = await this.thread.stop(FINAL_SYNC);
    await hungUp;
    if (last.kind === 'stopped' && last.reason !== undefined)
      this.#around.log.warn(last.reason, 'not all was copied');
  }

  #follow(thread: ThreadState): void {
    this.state.follow(thread);
    const { log } = this.#around;
    switch (thread.kind) {
      case 'starting':
        this.gateway.attach(this.thread);
        return;
      case 'running':
        log.info({}, 'the engine runs');
        this.#control ??= this.#openControl();
        return;
      case 'down':
        log.error({ ...thread.reason, retryIn: thread.retryIn }, 'the engine is down');
        this.gateway.detach(thread.reason);
        return;
      case 'stopped':
        this.gateway.detach(thread.reason ?? STOPPED);
        return;
      default:
        thread satisfies never;
    }
  }

  /** The app works without it; only the command line does not reach it. */
  async #openControl(): Promise<ControlServer | undefined> {
    const { home, random, log } = this.#around;
    try {
      return await openControl({ home, faces: this.gateway, face: 'desktop', random });
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'no control socket');
      return undefined;
    }
  }
}

const STOPPED = { code: 'aborted', message: 'Tidemark is quitting', hint: 'Start it again.' } as const;
