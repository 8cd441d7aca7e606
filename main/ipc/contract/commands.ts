// The one list of commands. Screens, tray, CLI and tests call nothing else; who answers them must answer all of them, or
// the build fails. To add one: an entry here, and what the compiler then asks for (its line in a terminal: cli-lines.ts).
import * as z from './zod.ts';
import type {
  ActivityPage,
  Adopted,
  Candidate,
  CheckedFile,
  CostEstimate,
  Place,
  PointList,
  Registered,
  RestoredCopy,
  RestoredInPlace,
  RestorePreview,
  RetentionPreview,
  TestLine,
} from '../../engine/agent/engine.ts';
import type { Pairing, ServerOffer } from '../../engine/agent/live.ts';
import type { DestinationLocation } from '../../engine/destination/location.ts';
import { answers, type ResultOf, type Side } from './command.ts';
import {
  choices,
  count,
  id,
  ids,
  name,
  none,
  path,
  paths,
  retention,
  settings,
  target,
  time,
} from './schemas.ts';
import { followRequest, serveRequest, serverInput } from './live-schemas.ts';
import { costRequest, destinationChoices, location, place, secrets } from './place-schemas.ts';
import type { Listing } from './shell.ts';

const some = z.optional(ids);
const goesOn = { whenLeft: 'continue' } as const;

export const COMMANDS = {
  'database.check': answers<CheckedFile>()('engine', z.strictObject({ path })),
  'database.register': answers<readonly Registered[]>()(
    'engine',
    z.strictObject({ paths, destinations: z.optional(ids.check(z.minLength(1))) }),
    goesOn,
  ),
  'database.unregister': answers<null>()('engine', z.strictObject({ database: id }), goesOn),
  'database.pause': answers<null>()('engine', z.strictObject({ databases: some, until: z.optional(time) }), goesOn),
  'database.resume': answers<null>()('engine', z.strictObject({ databases: some }), goesOn),
  'database.backUp': answers<null>()('engine', z.strictObject({ databases: some }), goesOn),
  'database.configure': answers<null>()('engine', z.strictObject({ database: id, own: z.partial(choices) }), goesOn),
  'database.setDestinations': answers<null>()(
    'engine',
    z.strictObject({ database: id, destinations: ids.check(z.minLength(1)) }),
    goesOn,
  ),
  'database.find': answers<readonly Candidate[]>()('engine', z.strictObject({ roots: z.optional(paths) })),
  'database.locate': answers<string | null>()(
    'engine',
    z.strictObject({ name: z.string().check(z.minLength(1), z.maxLength(255)), size: count, modified: time }),
  ),
  'database.addMark': answers<null>()('engine', z.strictObject({ database: id, name }), goesOn),
  'database.removeMark': answers<null>()('engine', z.strictObject({ database: id, name }), goesOn),

  'points.list': answers<PointList>()('engine', z.strictObject({ database: id, after: z.optional(count) })),

  'restore.preview': answers<RestorePreview>()('engine', z.strictObject({ database: id, target })),
  'restore.copy': answers<RestoredCopy>()('engine', z.strictObject({ database: id, target, output: path }), goesOn),
  'restore.inPlace': answers<RestoredInPlace>()('engine', z.strictObject({ database: id, target }), goesOn),
  'restore.undo': answers<RestoredInPlace>()('engine', z.strictObject({ operation: id }), goesOn),

  'destination.parse': answers<DestinationLocation>()('engine', z.strictObject({ text: path })),
  'destination.add': answers<string>()(
    'engine',
    z.strictObject({ place, name: z.optional(name), choices: z.optional(z.partial(destinationChoices)) }),
    goesOn,
  ),
  'destination.rename': answers<null>()('engine', z.strictObject({ destination: id, name }), goesOn),
  'destination.change': answers<null>()(
    'engine',
    z.strictObject({
      destination: id,
      location: z.optional(location),
      secrets: z.optional(secrets),
      choices: z.optional(z.partial(destinationChoices)),
    }),
    goesOn,
  ),
  'destination.remove': answers<null>()('engine', z.strictObject({ destination: id }), goesOn),
  'destination.test': answers<readonly TestLine[]>()(
    'engine',
    z.union([z.strictObject({ place }), z.strictObject({ destination: id })]),
  ),
  'destination.estimate': answers<CostEstimate>()('engine', costRequest),
  'destination.adopt': answers<Adopted>()('engine', z.strictObject({ place, path }), goesOn),
  'destination.import': answers<Adopted>()('engine', z.strictObject({ place, path }), goesOn),
  'pen.take': answers<null>()('engine', z.strictObject({ database: id, destination: id }), goesOn),
  'pen.letGo': answers<null>()('engine', z.strictObject({ database: id, destination: id }), goesOn),
  'destination.places': answers<readonly Place[]>()('engine', none),

  'live.serve': answers<null>()('engine', serveRequest, goesOn),
  /** A code that lets one computer in, once. */
  'live.pair': answers<Pairing>()('engine', none, goesOn),
  'live.endPairing': answers<null>()('engine', none, goesOn),
  'live.forgetFollower': answers<null>()('engine', z.strictObject({ follower: id }), goesOn),
  'live.databasesAt': answers<ServerOffer>()('engine', serverInput, goesOn),
  'live.forgetServer': answers<null>()('engine', z.strictObject({ server: id }), goesOn),
  /** Id of what follows from now on. */
  'live.follow': answers<string>()('engine', followRequest),
  'live.unfollow': answers<null>()('engine', z.strictObject({ followed: id }), goesOn),
  /** Id of the database that it has become. */
  'live.promote': answers<string>()('engine', z.strictObject({ followed: id }), goesOn),
  'live.handOff': answers<null>()('engine', z.strictObject({ database: id, follower: id }), goesOn),
  'live.saveSetApart': answers<null>()('engine', z.strictObject({ followed: id, path, output: path }), goesOn),

  /** Without a policy: what is set. */
  'retention.preview': answers<RetentionPreview>()(
    'engine',
    z.strictObject({ database: z.optional(id), policy: z.optional(retention) }),
  ),
  /** Bytes freed. */
  'retention.apply': answers<number>()('engine', z.strictObject({ database: z.optional(id) }), goesOn),

  'activity.list': answers<ActivityPage>()(
    'engine',
    z.strictObject({
      before: z.optional(count),
      limit: z.int().check(z.minimum(1), z.maximum(500)),
      database: z.optional(id),
      only: z.optional(z.enum(['restores', 'troubles', 'copies', 'changes-by-you'])),
    }),
  ),
  'activity.cancel': answers<null>()('engine', z.strictObject({ operation: id }), goesOn),

  'settings.set': answers<null>()('engine', z.partial(settings), goesOn),
  'diagnostics.report': answers<string>()('engine', none),

  /** Paths chosen by a person in the system's own dialog; empty when they changed their mind. */
  'files.choose': answers<readonly string[]>()(
    'shell',
    z.strictObject({ what: z.enum(['databases', 'folder', 'new-file']), suggested: z.optional(path) }),
  ),
  /** What is in a folder, where there is no dialog of the system's; never outside the home folder. */
  'files.list': answers<Listing>()('shell', z.strictObject({ folder: z.optional(path) })),
  'files.reveal': answers<null>()('shell', z.strictObject({ path })),
  'update.check': answers<null>()('shell', none),
  /** Asks again while a restore runs. */
  'update.install': answers<null>()('shell', none),
  'shell.quit': answers<null>()('shell', none),
} as const;

type Commands = typeof COMMANDS;
export type CommandId = keyof Commands;
export type InputOf<Id extends CommandId> = z.infer<Commands[Id]['input']>;
export type AnswerOf<Id extends CommandId> = ResultOf<Commands[Id]>;

/** The commands that one side answers. */
export type CommandsOf<S extends Side> = { [Id in CommandId]: Commands[Id]['side'] extends S ? Id : never }[CommandId];

export function isCommandId(text: string): text is CommandId {
  return Object.hasOwn(COMMANDS, text);
}
