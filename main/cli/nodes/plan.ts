// What a node is asked to be, from words and flags.
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { ListenAddress } from '../../engine/base/listen.ts';
import { openObjects } from '../../engine/destination/open.ts';
import { openLeaser } from '../../engine/lease/open.ts';
import type { Leaser } from '../../engine/lease/leaser.ts';
import { ownerText } from '../../engine/lease/owner.ts';
import { staticLeaser } from '../../engine/lease/static.ts';
import { parsePinnedUrl, parseStreamAddress, STREAM_PORT } from '../../engine/stream/server/address.ts';
import { depsOf, placeOf } from '../bridge/destinations.ts';
import type { Context } from '../context.ts';
import { refuseSidecar } from '../sidecar.ts';
import { databasePath } from '../text/paths.ts';
import type { NodeFlags } from './flags.ts';
import { readToken } from './token.ts';

/** Ms. */
const TTL = { usual: 10_000, shortest: 1000, longest: 240_000 };

export interface NodePlan {
  readonly path: string;
  readonly name: string;
  /** What this computer is called. */
  readonly computer: string;
  readonly candidate: 'yes' | 'no';
  readonly address: ListenAddress;
  readonly advertise?: string;
  readonly peers: readonly string[];
  readonly token: string;
  readonly ttl: number;
  /** @param who the name of this computer @param url where it is reached */
  readonly leaser: (who: string, url: string) => Leaser;
}

/** `usage` for what does not go together. */
export function planNode(words: readonly string[], flags: NodeFlags, context: Context): NodePlan {
  if (flags.o === undefined || words.length > 0) {
    throw new TidemarkError('usage', 'the database of a node is named with -o, and nothing else', { hint: `For example: tidemark follow ${EXAMPLE}.` });
  }
  const path = databasePath(flags.o, context.cwd);
  refuseSidecar(context.disk, path);
  const name = nameOf(flags.database ?? basename(path));
  const peers = (flags.peer ?? '').split(',').map((url) => url.trim()).filter((url) => url !== '');
  for (const url of peers) parsePinnedUrl(url);
  const advertise = flags.advertise === undefined ? {} : { advertise: flags.advertise.replace(/\/$/, '') };
  return {
    path,
    name,
    computer: flags.name ?? hostname(),
    candidate: flags.candidate || flags.primary ? 'yes' : 'no',
    address: flags.listen === undefined ? { host: '127.0.0.1', port: STREAM_PORT } : parseStreamAddress(flags.listen),
    ...advertise,
    peers,
    token: readToken(flags, context),
    ttl: ttlOf(flags),
    leaser: leaserOf(flags, context),
  };
}

const EXAMPLE = '-o shop.db -candidate -lease /mnt/nas/pen -token-file node.token';

/** It is part of paths, and of what programs look up. */
function nameOf(name: string): string {
  if (/^[\w-][\w.-]{0,99}$/.test(name)) return name;
  throw new TidemarkError('usage', `"${name}" cannot be the name of a database of several nodes`, {
    hint: 'Give another one with -database: letters, digits, dots and dashes.',
  });
}

function ttlOf({ 'lease-ttl': ttl = TTL.usual }: NodeFlags): number {
  if (ttl >= TTL.shortest && ttl <= TTL.longest) return Math.floor(ttl);
  throw new TidemarkError('usage', '-lease-ttl is from 1s to 4m', { hint: 'Shorter: another node takes over sooner. Longer: the pen is renewed less often.' });
}

function leaserOf(flags: NodeFlags, context: Context): NodePlan['leaser'] {
  const { lease, primary, 'primary-at': at } = flags;
  if ([lease !== undefined, primary, at !== undefined].filter((one) => one).length > 1) {
    throw new TidemarkError('usage', '-lease, -primary and -primary-at exclude each other', { hint: 'Give one of them.' });
  }
  if (at !== undefined) {
    parsePinnedUrl(at);
    return () => staticLeaser({ holder: 'other', owner: at, url: at });
  }
  if (lease === undefined) return (owner, url) => staticLeaser({ holder: 'us', owner, url });
  return storedLeaser(lease, flags, context);
}

function storedLeaser(lease: string, flags: NodeFlags, context: Context): NodePlan['leaser'] {
  const { location, secrets } = placeOf(lease, context);
  const { clock, random } = context;
  const ttl = ttlOf(flags);
  return (who, url) => {
    const terms = { ttl, skew: Math.floor(ttl / 4) };
    const objects = (): ReturnType<typeof openObjects> => openObjects(location, depsOf(secrets, context));
    const leaser = openLeaser(location, { ...terms, clock, random, owner: ownerText(who, random.token(4)), advertise: url, objects });
    if (leaser !== undefined) return leaser;
    throw new TidemarkError('unsupported', `there can be no pen at ${lease}`, { hint: 'Name a folder that all nodes reach, or a bucket.' });
  };
}
