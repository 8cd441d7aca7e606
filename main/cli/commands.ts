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
    'version',
    {
      summary: 'print the version',
      load: async () => (await import('./commands/version.ts')).version,
    },
  ],
]);
