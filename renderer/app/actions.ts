// The one registry of what can be done by name or key: palette, list of keys and key handlers all read it.
import type { Client } from '../../main/ipc/contract/client.ts';
import type { CommandId } from '../../main/ipc/contract/commands.ts';
import type { DatabaseView, EngineView } from '../../main/ipc/contract/views.ts';
import type { ShellView } from '../../main/ipc/contract/shell.ts';
import { pauseEnd } from '../screens/databases/pause-end.ts';
import { formatTxid } from '../state/txid.ts';
import type { Protect } from './protect/use-protect.ts';
import { go } from './routes.ts';
import type { TextsOf } from './text/texts.ts';

/** The same in a terminal: a command's name in the contract, and its words. */
export interface CommandLine {
  readonly command: CommandId;
  readonly words: readonly string[];
}

export interface Action<Context> {
  /** Also the key of its title. */
  readonly id: keyof TextsOf<'actions'>;
  /** As `isPressed` takes them; the first is shown. */
  readonly keys: readonly string[];
  readonly fits: (context: Context) => boolean;
  /** Undefined when it is done at once; else rejects with what went wrong. */
  readonly run: (context: Context) => Promise<unknown> | undefined;
  readonly command?: (context: Context) => CommandLine | undefined;
}

export interface FrameContext {
  readonly show: (overlay: 'palette' | 'shortcuts') => void;
}

export interface AppContext {
  readonly client: Client;
  readonly view: EngineView;
  readonly shell: ShellView | undefined;
  readonly protect: Pick<Protect, 'choose' | 'find'>;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
}

export interface DatabaseContext extends Pick<AppContext, 'client' | 'shell' | 'now'> {
  readonly database: DatabaseView;
  /** TXID of the moment that is chosen on its screen; undefined is now. */
  readonly txid: number | undefined;
}

/** What needs nothing but the frame; works on every screen, also while a text is typed if its key has `Mod`. */
export const FRAME_ACTIONS: readonly Action<FrameContext>[] = [
  { id: 'palette', keys: ['Mod+K'], fits: always, run: atOnce(({ show }) => { show('palette'); }) },
  { id: 'shortcuts', keys: ['?'], fits: always, run: atOnce(({ show }) => { show('shortcuts'); }) },
  { id: 'goDatabases', keys: ['Mod+1'], fits: always, run: atOnce(() => { go({ screen: 'databases' }); }) },
  { id: 'goDestinations', keys: ['Mod+2'], fits: always, run: atOnce(() => { go({ screen: 'destinations' }); }) },
  { id: 'goReplicas', keys: ['Mod+3'], fits: always, run: atOnce(() => { go({ screen: 'replicas' }); }) },
  { id: 'goActivity', keys: ['Mod+4'], fits: always, run: atOnce(() => { go({ screen: 'activity' }); }) },
  { id: 'goSettings', keys: ['Mod+5', 'Mod+,'], fits: always, run: atOnce(() => { go({ screen: 'settings' }); }) },
];

export const APP_ACTIONS: readonly Action<AppContext>[] = [
  { id: 'protectFiles', keys: [], fits: always, run: atOnce(({ protect }) => { protect.choose('databases'); }) },
  { id: 'protectFolder', keys: [], fits: always, run: atOnce(({ protect }) => { protect.choose('folder'); }) },
  { id: 'find', keys: [], fits: always, run: atOnce(({ protect }) => { protect.find(); }) },
  {
    id: 'backUpAll',
    keys: [],
    fits: someDatabase,
    run: ({ client }) => client.call('database.backUp', {}),
    command: () => ({ command: 'database.backUp', words: [] }),
  },
  {
    id: 'pauseAll',
    keys: [],
    fits: (context) => someDatabase(context) && somePaused(context, 'not'),
    run: ({ client, now }) => client.call('database.pause', { until: pauseEnd('hour', now())! }),
    command: () => ({ command: 'database.pause', words: ['-for', '1h'] }),
  },
  {
    id: 'resumeAll',
    keys: [],
    fits: (context) => somePaused(context, 'paused'),
    run: ({ client }) => client.call('database.resume', {}),
    command: () => ({ command: 'database.resume', words: [] }),
  },
  { id: 'followDatabase', keys: [], fits: always, run: atOnce(() => { go({ screen: 'replicas', ask: 'follow' }); }) },
  {
    id: 'letComputerIn',
    keys: [],
    fits: ({ view }) => view.live.serving.kind === 'on',
    run: async ({ client }) => {
      await client.call('live.pair', {});
      go({ screen: 'replicas', ask: 'pair' });
    },
    command: () => ({ command: 'live.pair', words: [] }),
  },
  {
    id: 'copyReport',
    keys: [],
    fits: always,
    run: async ({ client }) => { await navigator.clipboard.writeText(await client.call('diagnostics.report', {})); },
    command: () => ({ command: 'diagnostics.report', words: [] }),
  },
];

export const DATABASE_ACTIONS: readonly Action<DatabaseContext>[] = [
  {
    id: 'restore',
    keys: ['R'],
    fits: ({ database }) => database.txid > 0,
    run: atOnce(({ database, txid }) => {
      go({ screen: 'restore', database: database.id, ...(txid !== undefined && { txid }) });
    }),
    command: ({ database, txid }) =>
      txid === undefined ? undefined : { command: 'restore.inPlace', words: ['-txid', formatTxid(txid), database.path] },
  },
  {
    id: 'backUp',
    keys: [],
    fits: always,
    run: ({ client, database }) => client.call('database.backUp', { databases: [database.id] }),
    command: ({ database }) => ({ command: 'database.backUp', words: [database.path] }),
  },
  {
    id: 'pauseHour',
    keys: [],
    fits: (context) => !isPaused(context.database),
    run: ({ client, database, now }) => client.call('database.pause', { databases: [database.id], until: pauseEnd('hour', now())! }),
    command: ({ database }) => ({ command: 'database.pause', words: ['-for', '1h', database.path] }),
  },
  {
    id: 'pause',
    keys: ['P'],
    fits: (context) => !isPaused(context.database),
    run: ({ client, database }) => client.call('database.pause', { databases: [database.id] }),
    command: ({ database }) => ({ command: 'database.pause', words: [database.path] }),
  },
  {
    id: 'resume',
    keys: ['P'],
    fits: (context) => isPaused(context.database),
    run: ({ client, database }) => client.call('database.resume', { databases: [database.id] }),
    command: ({ database }) => ({ command: 'database.resume', words: [database.path] }),
  },
  {
    id: 'reveal',
    keys: [],
    fits: ({ shell }) => shell?.reveal === 'possible',
    run: ({ client, database }) => client.call('files.reveal', { path: database.path }),
  },
];

function atOnce<Context>(act: (context: Context) => void): (context: Context) => undefined {
  return (context) => {
    act(context);
    return undefined;
  };
}

function always(): boolean {
  return true;
}

function someDatabase({ view }: AppContext): boolean {
  return Object.keys(view.databases).length > 0;
}

function somePaused({ view }: AppContext, which: 'paused' | 'not'): boolean {
  return Object.values(view.databases).some((database) => isPaused(database) === (which === 'paused'));
}

function isPaused({ state }: DatabaseView): boolean {
  return state.kind === 'paused';
}
