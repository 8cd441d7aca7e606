// Carries out follow.
import { join } from 'node:path';
import { followerDir } from '../../engine/agent/home.ts';
import { lockState } from '../../engine/agent/state-lock.ts';
import { Coalescer } from '../../engine/base/coalescer.ts';
import { isTidemarkError, type TidemarkError } from '../../engine/base/errors.ts';
import type { Destination } from '../../engine/destination/destination.ts';
import { requireClaimable } from '../../engine/stream/apply/claim.ts';
import { ReplicaFile } from '../../engine/stream/apply/replica-file.ts';
import { Copy } from '../../engine/stream/follow/copy.ts';
import { DestinationFeed } from '../../engine/stream/follow/destination-feed.ts';
import type { Feed } from '../../engine/stream/follow/feed.ts';
import { Follower } from '../../engine/stream/follow/follower.ts';
import { ServerFeed } from '../../engine/stream/follow/server-feed.ts';
import { Ring } from '../../engine/stream/ring.ts';
import { ownId } from '../../engine/stream/server/own-id.ts';
import type { PlaceFlags } from '../args/place.ts';
import { openStore, shownUrl } from '../bridge/destinations.ts';
import { homeOf } from '../bridge/known.ts';
import type { ConfigFlags } from '../config/load.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findPlaces } from '../places.ts';
import { requireWord } from '../sources.ts';
import { Log } from '../terminal/log.ts';
import { type AccessFlags, findAccess, nodeName, parseServer, type ServerPlace } from './access.ts';
import { readOutput } from './output.ts';
import { FollowReporter } from './reporter.ts';

export interface FollowFlags extends ConfigFlags, AccessFlags, PlaceFlags {
  readonly o: string | undefined;
  readonly interval: number | undefined;
  readonly once: boolean;
  readonly json: boolean;
}

/** Ms. */
const INTERVAL = 1000;
/** Positions are told to programs at most so often, ms. */
const TELL_EVERY = 1000;

/** The exit code. Throws what opening the file or the source throws, and with -once whatever is in the way. */
export async function runFollow(word: string | undefined, flags: FollowFlags, context: Context): Promise<number> {
  const named = requireWord(word, 'database, destination or address', 'follow /mnt/backup/shop -o live.db');
  const server = parseServer(named);
  if (server !== undefined) return followServer(server, flags, context);
  const { places, context: signedIn } = await findPlaces(named, flags, context);
  const [place] = places;
  const output = await readOutput(flags.o, places.map(({ url }) => url), context);
  const store = openStore(place!, signedIn);
  try {
    const feed = new DestinationFeed({ ...context, store, source: shownUrl(store.url), interval: flags.interval ?? INTERVAL });
    return await keepLevel({ output, name: named, feed, dir: await dirOf(output, context) }, flags, context);
  } finally {
    await closeQuietly(store);
  }
}

async function followServer(place: ServerPlace, flags: FollowFlags, context: Context): Promise<number> {
  const output = await readOutput(flags.o, [], context);
  const dir = await dirOf(output, context);
  // Before a code is used up.
  requireClaimable({ ...context, path: output, dir });
  const access = await findAccess(place, dir, flags, context);
  const id = ownId({ ...context, home: await homeOf(context.env) });
  const feed = new ServerFeed({ ...access, name: place.name, node: { id, name: nodeName(flags) }, clock: context.clock });
  return keepLevel({ output, name: place.name, feed, dir }, flags, context);
}

async function dirOf(output: string, { env }: Context): Promise<string> {
  return followerDir(await homeOf(env), output);
}

interface Job {
  readonly output: string;
  readonly name: string;
  readonly feed: Feed;
  readonly dir: string;
}

async function keepLevel(job: Job, flags: FollowFlags, context: Context): Promise<number> {
  const { disk } = context;
  disk.mkdirSync(job.dir, { recursive: true, mode: 0o700 });
  const unlock = lockState(job.dir, `following into ${job.output}`);
  try {
    const file = await ReplicaFile.open({ ...context, path: job.output, dir: job.dir });
    const ring = Ring.open({ ...context, dir: join(job.dir, 'ring') }, file.pos);
    const copy = new Copy({ ...context, file, ring });
    try {
      await runUntilOver(copy, job, flags, context);
    } finally {
      await copy.close();
    }
    return EXIT.ok;
  } finally {
    unlock();
  }
}

/** Until a signal, or with -once until level or something is in the way, which is thrown. */
async function runUntilOver(copy: Copy, { name, feed, output }: Job, flags: FollowFlags, context: Context): Promise<void> {
  const { console, clock, interrupts } = context;
  const log = new Log(console, clock, { level: flags.json ? 'debug' : 'info', form: flags.json ? 'json' : 'text' });
  const reporter = new FollowReporter(log, console, copy.file.quarantined[0]?.at ?? 0);
  const over = Promise.withResolvers<'level'>();
  const onTrouble = (error: TidemarkError): void => {
    if (flags.once && !isTidemarkError(error, 'stream-diverged')) over.reject(error);
    else reporter.trouble(error);
  };
  const onReady = (): void => {
    if (flags.once) over.resolve('level');
  };
  const follower = new Follower({ ...context, id: output, name, copy, feed, onTrouble, onReady });
  const tell = new Coalescer(clock, TELL_EVERY, () => {
    reporter.applied(follower.view);
  });
  follower.changed.on(() => {
    reporter.update(follower.view);
    tell.mark();
  });
  follower.start();
  try {
    await Promise.race([over.promise, interrupts.nth(1)]);
  } finally {
    await follower.stop();
    tell.flush();
    tell.stop();
    reporter.end();
  }
}

async function closeQuietly(store: Destination): Promise<void> {
  await store.close().catch(() => undefined);
}
