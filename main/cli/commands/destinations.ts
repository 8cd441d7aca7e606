// tidemark destinations list | add | test | change | rename | remove | cost
import { COMMON_FLAGS, text } from '../args/flags.ts';
import { CHOICE_FLAGS, PLACE_FLAGS } from '../args/place.ts';
import { defineGroup } from '../command-group.ts';
import { defineCommand } from '../command.ts';

const NAMED = { name: text('NAME', 'what it is called here'), ...CHOICE_FLAGS, ...PLACE_FLAGS, ...COMMON_FLAGS };

const list = defineCommand({
  usage: ['[-json]'],
  about: 'where the running Tidemark copies to, and how it is there.',
  flags: COMMON_FLAGS,
  examples: [['destinations', 'all of them']],
  positionals: [],
  run: async ({ flags }, context) => (await import('../running/destinations.ts')).runList(flags, context),
});

const add = defineCommand({
  usage: ['PLACE [flags]'],
  about: [
    'a folder, s3://bucket/path, sftp://user@host/path or webdavs://user@host/path; databases are kept in folders of their',
    'own in it. Secrets are read from files or the environment, handed to the running Tidemark, and kept in its keyring.',
  ].join(' '),
  flags: NAMED,
  examples: [
    ['destinations add /mnt/backup -name "Backup Disk"', 'a disk'],
    ['destinations add s3://shop-backups/laptop -budget 1 -key-id AKIA… -secret-key-file key.txt', 'at most $1 a month'],
  ],
  positionals: ['PLACE'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../running/destinations.ts')).runAdd(word, flags, context),
});

const test = defineCommand({
  usage: ['PLACE_OR_NAME [flags]'],
  about: [
    'tries a place for real: reach, write, read back, list, write only once, clock, space, delete. Nothing is left there.',
    'A place needs nothing that runs; a name is a destination of the running Tidemark. Exit code 6 if a step fails.',
  ].join(' '),
  flags: { ...PLACE_FLAGS, ...COMMON_FLAGS },
  examples: [
    ['destinations test sftp://me@nas/backup -key-file ~/.ssh/id_ed25519', 'shows the key of the server, to be accepted'],
    ['destinations test "Backup Disk"', 'one that is there already'],
  ],
  positionals: ['PLACE_OR_NAME'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../running/test-destination.ts')).runTest(word, flags, context),
});

const change = defineCommand({
  usage: ['NAME [flags]'],
  about: 'gives it other keys, limits or a new name; the place stays the same.',
  flags: NAMED,
  examples: [['destinations change "Backup Disk" -limit 2MB/s -interval 10s', 'slower']],
  positionals: ['NAME'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../running/destinations.ts')).runChange(word, flags, context),
});

const rename = defineCommand({
  usage: ['NAME NEW_NAME [-json]'],
  about: 'gives it another name.',
  flags: COMMON_FLAGS,
  examples: [],
  positionals: ['NAME', 'NEW_NAME'],
  run: async ({ flags, positionals }, context) => (await import('../running/destinations.ts')).runRename(positionals, flags, context),
});

const remove = defineCommand({
  usage: ['NAME [-json]'],
  about: 'takes it off the list; refused while a database is copied there. What is there stays there.',
  flags: COMMON_FLAGS,
  examples: [],
  positionals: ['NAME'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../running/destinations.ts')).runRemove(word, flags, context),
});

const cost = defineCommand({
  usage: ['[NAME] [-json]'],
  about: 'requests, bytes and dollars of this month, and what the whole month will cost.',
  flags: COMMON_FLAGS,
  examples: [],
  positionals: ['NAME'],
  run: async ({ flags, positionals: [word] }, context) => (await import('../running/cost.ts')).runCost(word, flags, context),
});

export const destinations = defineGroup({
  about: 'Where the running Tidemark (the app, or `tidemark serve`) copies databases to.',
  usual: 'list',
  actions: { list, add, test, change, rename, remove, cost },
});
