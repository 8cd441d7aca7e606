// What the engine answers to each command of the contract.
import type { Engine, Work } from '../engine/agent/engine.ts';
import type { Target } from '../engine/restore/point.ts';
import type { InputOf } from './contract/commands.ts';
import type { CallContext, Handlers } from './contract/handlers.ts';

export function engineHandlers(engine: Engine): Handlers<'engine'> {
  return {
    'database.check': ({ path }) => engine.check(path),
    'database.register': (request, context) => engine.register(defined(request), workOf(context)),
    'database.unregister': ({ database }) => engine.unregister(database).then(nothing),
    'database.pause': ({ databases, until }) => engine.pause(databases, until).then(nothing),
    'database.resume': ({ databases }) => engine.resume(databases).then(nothing),
    'database.backUp': ({ databases }, context) => engine.backUp(databases, workOf(context)).then(nothing),
    'database.configure': ({ database, own }) => engine.configure(database, defined(own)).then(nothing),
    'database.setDestinations': ({ database, destinations }) =>
      engine.setDestinations(database, destinations).then(nothing),
    'database.find': ({ roots }, context) => engine.find(roots, workOf(context)),
    'database.locate': async (file, context) => (await engine.locate(file, workOf(context))) ?? null,
    'database.addMark': ({ database, name }) => engine.addMark(database, name).then(nothing),
    'database.removeMark': ({ database, name }) => engine.removeMark(database, name).then(nothing),

    'points.list': ({ database, after }) => engine.points(database, after),

    'restore.preview': ({ database, target }) => engine.previewRestore(database, targetOf(target)),
    'restore.copy': ({ database, target, output }, context) =>
      engine.restoreCopy({ database, target: targetOf(target), output }, workOf(context)),
    'restore.inPlace': ({ database, target }, context) =>
      engine.restoreInPlace(database, targetOf(target), workOf(context)),
    'restore.undo': ({ operation }, context) => engine.undo(operation, workOf(context)),

    'destination.parse': ({ text }) => engine.parseDestination(text),
    'destination.add': ({ place, name, choices }) =>
      engine.addDestination(deep(place), name, deep(choices ?? {})),
    'destination.rename': ({ destination, name }) => engine.renameDestination(destination, name).then(nothing),
    'destination.remove': ({ destination }) => engine.removeDestination(destination).then(nothing),
    'destination.change': ({ destination, ...change }) => engine.changeDestination(destination, deep(change)).then(nothing),
    'destination.test': (what, context) =>
      engine.testDestination('place' in what ? deep(what.place) : what.destination, {
        ...workOf(context),
        onLine: (line) => {
          context.onNews({ kind: 'line', line });
        },
      }),
    'destination.estimate': (request) => engine.estimateCost(request),
    'destination.adopt': ({ place, path }, context) => engine.adopt({ place: deep(place), path }, workOf(context)),
    'destination.import': ({ place, path }, context) => engine.importHistory({ place: deep(place), path }, workOf(context)),
    'pen.take': ({ database, destination }) => engine.takePen(database, destination).then(nothing),
    'pen.letGo': ({ database, destination }) => engine.letGoOfPen(database, destination).then(nothing),
    'destination.places': () => engine.places(),

    ...liveHandlers(engine.live),

    'retention.preview': ({ database, policy }) => engine.previewRetention(database, policy),
    'retention.apply': ({ database }, context) => engine.applyRetention(database, workOf(context)),

    'activity.list': (query) => engine.activity(defined(query)),
    'activity.cancel': ({ operation }) => engine.cancel(operation).then(nothing),

    'settings.set': (settings) => engine.set(defined(settings)).then(nothing),
    'diagnostics.report': () => engine.report(),
  };
}

type LiveHandlers = { readonly [Id in keyof Handlers<'engine'> as Id extends `live.${string}` ? Id : never]: Handlers<'engine'>[Id] };

function liveHandlers(live: Engine['live']): LiveHandlers {
  return {
    'live.serve': (request) => live.serve(deep(request)).then(nothing),
    'live.pair': () => live.pair(),
    'live.endPairing': () => live.endPairing().then(nothing),
    'live.forgetFollower': ({ follower }) => live.forgetFollower(follower).then(nothing),
    'live.databasesAt': (server, context) => live.databasesAt(server, workOf(context)),
    'live.forgetServer': ({ server }) => live.forgetServer(server).then(nothing),
    'live.follow': (request, context) => live.follow(deep(request), workOf(context)),
    'live.unfollow': ({ followed }) => live.unfollow(followed).then(nothing),
    'live.promote': ({ followed }, context) => live.promote(followed, workOf(context)),
    'live.handOff': ({ database, follower }, context) => live.handOff(database, follower, workOf(context)).then(nothing),
    'live.saveSetApart': ({ followed, path, output }) => live.saveSetApart(followed, path, output).then(nothing),
  };
}

const nothing = (): null => null;

function workOf({ signal, onNews }: CallContext): Work {
  return {
    signal,
    onProgress: ({ step, done, total }) => {
      onNews({ kind: 'progress', progress: { step, done, ...(total === undefined ? {} : { total }) } });
    },
  };
}

/** The contract counts transactions in safe integers, the engine in 64 bits. */
function targetOf(target: InputOf<'restore.preview'>['target']): Target {
  return target.kind === 'txid' ? { kind: 'txid', txid: BigInt(target.txid) } : target;
}

/** A key whose value is `undefined` counts as absent: that is what optional means to the engine. */
type Deep<T> = T extends object ? { [K in keyof T]: Deep<Exclude<T[K], undefined>> } : T;

/** As `defined`, all the way down. Only plain objects, numbers and words come through the contract here. */
function deep<T extends object>(given: T): Deep<T> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const inner = (value: unknown): unknown => (typeof value === 'object' && value !== null ? deep(value) : value);
  return Object.fromEntries(entries.map(([key, value]) => [key, inner(value)])) as Deep<T>;
}

/** One level of it. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
