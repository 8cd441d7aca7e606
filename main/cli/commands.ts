// The commands there are. Each is loaded when it is called for, so that starting up stays cheap.
import type { Command } from './command.ts';

export interface CommandEntry {
  /** One line for the overview. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** In the order of the overview. */
export const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map([
  [
    'replicate',
    {
      summary: 'keep databases continuously copied to one or several folders',
      load: async () => (await import('./commands/replicate.ts')).replicate,
    },
  ],
  [
    'restore',
    {
      summary: 'bring a database back as it was at any moment, and prove it',
      load: async () => (await import('./commands/restore.ts')).restore,
    },
  ],
  [
    'follow',
    {
      summary: 'keep a copy here level with a database elsewhere, for programs to read',
      load: async () => (await import('./commands/follow.ts')).follow,
    },
  ],
  [
    'pair',
    {
      summary: 'show a code that lets one other computer follow databases of this one',
      load: async () => (await import('./commands/pair.ts')).pair,
    },
  ],
  [
    'promote',
    {
      summary: 'have a node become the primary of its database',
      load: async () => (await import('./commands/promote.ts')).promote,
    },
  ],
  [
    'handoff',
    {
      summary: 'have the primary pass its pen on to a node that follows it',
      load: async () => (await import('./commands/handoff.ts')).handoff,
    },
  ],
  [
    'status',
    {
      summary: 'what is protected, from what is known on this computer',
      load: async () => (await import('./commands/status.ts')).status,
    },
  ],
  [
    'databases',
    {
      summary: 'list databases and where their copies are',
      load: async () => (await import('./commands/databases.ts')).databases,
    },
  ],
  [
    'ltx',
    {
      summary: 'list the files a destination holds',
      load: async () => (await import('./commands/ltx.ts')).ltx,
    },
  ],
  [
    'verify',
    {
      summary: 'read copies again and check every byte',
      load: async () => (await import('./commands/verify.ts')).verify,
    },
  ],
  [
    'serve',
    {
      summary: 'run Tidemark with its screens in a browser, and answer the commands that need it running',
      load: async () => (await import('./commands/serve.ts')).serve,
    },
  ],
  [
    'register',
    {
      summary: 'have the running Tidemark protect databases from now on',
      load: async () => (await import('./commands/register.ts')).register,
    },
  ],
  [
    'unregister',
    {
      summary: 'have it stop protecting a database; copies stay',
      load: async () => (await import('./commands/unregister.ts')).unregister,
    },
  ],
  [
    'start',
    {
      summary: 'end the pause of databases',
      load: async () => (await import('./commands/start.ts')).start,
    },
  ],
  [
    'stop',
    {
      summary: 'pause databases, for a time or until start',
      load: async () => (await import('./commands/stop.ts')).stop,
    },
  ],
  [
    'sync',
    {
      summary: 'copy what there is now; -wait until it is everywhere',
      load: async () => (await import('./commands/sync.ts')).sync,
    },
  ],
  [
    'list',
    {
      summary: 'the databases of the running Tidemark, and how far their copies are',
      load: async () => (await import('./commands/list.ts')).list,
    },
  ],
  [
    'info',
    {
      summary: 'the running Tidemark: version, process, counts',
      load: async () => (await import('./commands/info.ts')).info,
    },
  ],
  [
    'destinations',
    {
      summary: 'where the running Tidemark copies to: list, add, test, change, remove, cost',
      load: async () => (await import('./commands/destinations.ts')).destinations,
    },
  ],
  [
    'adopt',
    {
      summary: 'go on with a history that is there already, Litestream’s too',
      load: async () => (await import('./commands/adopt.ts')).adopt,
    },
  ],
  [
    'import',
    {
      summary: 'take a whole history of Litestream 0.3 or 0.4 over into a new one',
      load: async () => (await import('./commands/import.ts')).importCommand,
    },
  ],
  [
    'snapshots',
    {
      summary: 'list the whole copies that a destination holds',
      load: async () => (await import('./commands/snapshots.ts')).snapshots,
    },
  ],
  [
    'generations',
    {
      summary: 'list the generations that Litestream 0.3 or 0.4 left at a place',
      load: async () => (await import('./commands/generations.ts')).generations,
    },
  ],
  [
    'wal',
    {
      summary: 'list the pieces of write-ahead logs in generations',
      load: async () => (await import('./commands/wal.ts')).wal,
    },
  ],
  [
    'retention',
    {
      summary: 'what of the past is kept: preview and enforce',
      load: async () => (await import('./commands/retention.ts')).retention,
    },
  ],
  [
    'lease',
    {
      summary: 'who may write to a history: show, acquire, release, break',
      load: async () => (await import('./commands/lease.ts')).lease,
    },
  ],
  [
    'journal',
    {
      summary: 'what Tidemark did, entry by entry; copy it to a folder or bucket',
      load: async () => (await import('./commands/journal.ts')).journal,
    },
  ],
  [
    'version',
    {
      summary: 'print the version',
      load: async () => (await import('./commands/version.ts')).version,
    },
  ],
]);
