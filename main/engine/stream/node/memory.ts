// What of a node outlives its process: which epoch its file is of, whether it was the primary, and where other nodes were.
import { join } from 'node:path';
import { type Disk, replaceText } from '../../base/disk.ts';
import { TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';

export interface NodeFacts {
  /** See `Standing`. */
  readonly epoch: number;
  /**
   * `primary`: the file was written here, and more may have been captured than others have. `follower`: it is a follower's.
   * `new`: neither yet; a file that is there was there before.
   */
  readonly was: 'new' | 'primary' | 'follower';
  /** Addresses of other nodes, with their pins. */
  readonly peers: readonly string[];
}

const KINDS: readonly string[] = ['new', 'primary', 'follower'] satisfies NodeFacts['was'][];
const BLANK: NodeFacts = { epoch: 0, was: 'new', peers: [] };
const MOST_PEERS = 64;

export interface NodeMemoryOptions {
  readonly dir: string;
  readonly disk: Disk;
  readonly random: Random;
}

export class NodeMemory {
  readonly #options: NodeMemoryOptions;
  #facts: NodeFacts;

  constructor(options: NodeMemoryOptions) {
    this.#options = options;
    options.disk.mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    this.#facts = { ...BLANK, ...read(options) };
  }

  get facts(): NodeFacts {
    return this.#facts;
  }

  /** Durable when it returns. */
  note(change: Partial<NodeFacts>): void {
    const { peers = this.#facts.peers, ...rest } = change;
    const facts = { ...this.#facts, ...rest, peers: peers.slice(0, MOST_PEERS) };
    if (JSON.stringify(facts) === JSON.stringify(this.#facts)) return;
    const { disk, random, dir } = this.#options;
    replaceText(disk, join(dir, 'node.json'), JSON.stringify({ version: 1, ...facts }), random.token(8));
    this.#facts = facts;
  }
}

/** `refused` for what cannot be read: a node that forgot what its file is might begin a history of its own with it. */
function read({ disk, dir }: NodeMemoryOptions): Partial<NodeFacts> {
  const path = join(dir, 'node.json');
  if (!disk.existsSync(path)) return {};
  try {
    const { epoch = NaN, was, peers = [] } = JSON.parse(disk.readFileSync(path, 'utf8')) as Partial<NodeFacts>;
    const isSound = Number.isSafeInteger(epoch) && was !== undefined && KINDS.includes(was) && Array.isArray(peers);
    if (isSound) return { epoch, was, peers };
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path, undefined);
}

function unreadable(path: string, cause: unknown): TidemarkError {
  return new TidemarkError('refused', `${path} cannot be read: it says whether this node may write`, {
    hint: 'Put it back from a copy. Or move that folder and the database file away: then the node fetches everything anew.',
    cause,
  });
}
