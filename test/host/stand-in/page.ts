// What runs in a window: the real built preload, in a function of its own as the sandbox gives it, and a client of the
// contract where the screens would be. Whatever crosses between the two, or to the main process, is cloned.
import { readFileSync } from 'node:fs';
import type { EngineView } from '../../../main/engine/agent/views.ts';
import type { Bridge } from '../../../main/ipc/contract/bridge.ts';
import { Client } from '../../../main/ipc/contract/client.ts';
import type { Route, ShellView } from '../../../main/ipc/contract/shell.ts';
import type { FromFace, ToFace } from '../../../main/ipc/contract/wire.ts';
import type { StandInContents } from './window.ts';

type Listener = (event: unknown, ...args: unknown[]) => void;

export class Page {
  readonly client: Client;
  readonly bridge: Bridge;
  state: EngineView | undefined;
  shell: ShellView | undefined;
  readonly shown: Route[] = [];
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(
    contents: StandInContents,
    sendToMain: (contents: StandInContents, channel: string, args: unknown[]) => void,
  ) {
    let exposed: Bridge | undefined;
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, api: Bridge) => {
          if (name !== 'tidemark') throw new Error(`${name} is not ours`);
          exposed = api;
        },
      },
      ipcRenderer: {
        send: (channel: string, ...args: unknown[]) => {
          const copies = structuredClone(args);
          setImmediate(() => {
            sendToMain(contents, channel, copies);
          });
        },
        on: (channel: string, listener: Listener) => {
          const listeners = this.#listeners.get(channel) ?? new Set();
          this.#listeners.set(channel, listeners.add(listener));
        },
        off: (channel: string, listener: Listener) => this.#listeners.get(channel)?.delete(listener),
      },
      webUtils: { getPathForFile: () => '/dropped' },
    };
    runPreload(contents.preload, electron);
    this.bridge = exposed!;
    this.client = this.#open(this.bridge);
  }

  receive(channel: string, args: unknown[]): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener({}, ...args);
  }

  #open(bridge: Bridge): Client {
    const channel = {
      send: (message: FromFace) => {
        bridge.send(structuredClone(message));
      },
      listen: (listener: (message: ToFace) => void) => {
        bridge.listen((message) => {
          listener(structuredClone(message));
        });
      },
    };
    const client = new Client(channel, {
      onState: (state) => {
        this.state = state;
      },
      onShell: (shell) => {
        this.shell = shell;
      },
      onShow: (route) => this.shown.push(route),
    });
    client.watch();
    return client;
  }
}

/** As the sandbox does: only Electron's own module can be had. */
function runPreload(path: string, electron: object): void {
  const require = (name: string): object => {
    if (name !== 'electron') throw new Error(`a preload in the sandbox cannot load ${name}`);
    return electron;
  };
  const module = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the built file is what is tested
  const run = new Function('require', 'module', 'exports', readFileSync(path, 'utf8')) as (
    ...args: [typeof require, typeof module, object]
  ) => void;
  run(require, module, module.exports);
}
