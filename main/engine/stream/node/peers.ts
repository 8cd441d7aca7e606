// The other nodes: where they are, as was given and as was learned, and how far each of them is.
import { requestJson } from './peer-request.ts';
import { parseTxid } from '../../ltx/txid.ts';
import { isTidemarkError } from '../../base/errors.ts';
import { parsePinnedUrl } from '../server/address.ts';
import type { NodeFeed } from './copy.ts';
import type { NodeMemory } from './memory.ts';
import type { Standing } from './standing.ts';

/** What another node says of one database. */
export interface PeerInfo extends Standing {
  /** With its pin. */
  readonly url: string;
  readonly id: string;
  readonly role: 'primary' | 'follower' | 'none';
}

export interface PeersOptions {
  /** Of the database. */
  readonly name: string;
  /** Addresses with their pins. */
  readonly given: readonly string[];
  readonly memory: NodeMemory;
  /** Our own address, never asked. */
  readonly ownUrl: () => string;
  readonly ask: { readonly id: string; readonly name: string; readonly token: string };
  /** Ms for one answer. */
  readonly patience: number;
}

export class Peers {
  readonly #options: PeersOptions;

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  get urls(): readonly string[] {
    const { given, memory, ownUrl } = this.#options;
    return [...new Set([...given, ...memory.facts.peers])].filter((url) => url !== ownUrl());
  }

  /** Addresses that somebody told; what is none is passed over. */
  learn(urls: readonly string[]): void {
    const { memory, given, ownUrl } = this.#options;
    const sound = urls.filter((url) => url !== ownUrl() && !given.includes(url) && isAddress(url));
    memory.note({ peers: [...new Set([...sound, ...memory.facts.peers])] });
  }

  feedOf(url: string, from: NodeFeed['from']): NodeFeed {
    return { ...parsePinnedUrl(url), token: this.#options.ask.token, from };
  }

  /** Of all that answer in time. */
  async infos(signal: AbortSignal): Promise<readonly PeerInfo[]> {
    const all = await Promise.all(this.urls.map((url) => this.info(url, signal).catch(() => undefined)));
    return all.filter((info) => info !== undefined);
  }

  /** Undefined when it does not have the database. Learns of the nodes that it knows. */
  async info(url: string, signal: AbortSignal): Promise<PeerInfo | undefined> {
    const { ask, name, patience, ownUrl } = this.#options;
    const headers = { 'litefs-id': ask.id, 'tidemark-name': encodeURIComponent(ask.name), 'tidemark-advertise': ownUrl() };
    const feed = this.feedOf(url, 'any');
    const { body } = await requestJson({ ...feed, path: '/info', method: 'GET', headers, patience, signal });
    const { id, peers, databases } = body as { readonly id?: unknown; readonly peers?: unknown; readonly databases?: unknown };
    if (Array.isArray(peers)) this.learn(peers.filter((peer): peer is string => typeof peer === 'string'));
    const about = (databases as Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined)?.[name];
    return about && { url, id: String(id), ...standingIn(about) };
  }
}

function standingIn({ txid, epoch, role }: Readonly<Record<string, unknown>>): Omit<PeerInfo, 'url' | 'id'> {
  const what = role === 'primary' || role === 'follower' ? role : 'none';
  return { txid: parseTxid(String(txid)), epoch: Number.isSafeInteger(epoch) ? Number(epoch) : 0, role: what };
}

function isAddress(url: string): boolean {
  try {
    parsePinnedUrl(url);
    return true;
  } catch (error) {
    if (isTidemarkError(error, 'usage')) return false;
    throw error;
  }
}
