// The screens' end of the contract: what the engine shows, what surrounds it, and calls.
import type { EngineView } from '../../main/ipc/contract/views.ts';
import { Client, type Channel } from '../../main/ipc/contract/client.ts';
import type { Route, ShellView } from '../../main/ipc/contract/shell.ts';
import { createStore, type Store } from './store.ts';

/** `lost`: the engine went away; it is looked for again by itself. `refused`: it will not have us (a new address is needed). */
export type LinkState = 'connecting' | 'live' | 'lost' | 'refused';

export interface Link extends Channel {
  /** Called with each change; `live` once messages can be sent. */
  readonly state: Store<LinkState>;
  /** Absolute path of a dropped file; empty where the page cannot know it. */
  pathOf(file: File): string;
}

export interface Session {
  readonly client: Client;
  readonly link: Link;
  readonly engine: Store<EngineView | undefined>;
  readonly shell: Store<ShellView | undefined>;
  /** Where a notice or a deep link wants to bring the person; undefined once they are there. */
  readonly shown: Store<Route | undefined>;
}

export function openSession(link: Link): Session {
  const engine = createStore<EngineView | undefined>(undefined);
  const shell = createStore<ShellView | undefined>(undefined);
  const shown = createStore<Route | undefined>(undefined);
  const client = new Client(link, { onState: engine.set, onShell: shell.set, onShow: shown.set });
  const follow = (): void => {
    if (link.state.get() === 'live') client.watch();
    else client.fail({ code: 'lost', message: 'the connection to Tidemark was lost', hint: 'It is being made again.' });
  };
  link.state.subscribe(follow);
  if (link.state.get() === 'live') follow();
  return { client, link, engine, shell, shown };
}
