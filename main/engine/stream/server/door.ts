// What is answered to whom: one row for each thing that can be asked.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import { TidemarkError } from '../../base/errors.ts';
import { formatChecksum } from '../../ltx/checksum.ts';
import { formatTxid } from '../../ltx/txid.ts';
import type { Offers } from '../pairing/offers.ts';
import { decodePosMap, MAX_POS_MAP } from '../wire/pos-map.ts';
import type { FollowerBook, FollowerFacts } from './follower-book.ts';
import type { StreamLimits } from './limits.ts';
import { Output } from './output.ts';
import { codeError, deniedError, guestError, methodError, noPrimaryError, Refusal, refuse, unknownDatabaseError } from './refusals.ts';
import { bearerOf, decoded, followerOf, readBody, wordsOf } from './request.ts';
import type { ServedDatabase, ServedDatabases } from './served.ts';
import { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { type Guest, isShared, type TokenBook } from './tokens.ts';

export interface DoorOptions {
  readonly id: string;
  readonly name: string;
  /** Where this node is reached, as others are told. */
  readonly url: () => string;
  readonly databases: ServedDatabases;
  readonly tokens: TokenBook;
  /** A secret that lets in whoever knows it, besides the tokens. */
  readonly shared: string | undefined;
  readonly offers: Offers;
  readonly book: FollowerBook;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly limits: StreamLimits;
  /** Who is behind a connection is known. */
  readonly onKnown: (request: IncomingMessage) => void;
  /** A computer was let in, or a code was tried. */
  readonly onPaired: () => void;
}

type Answer = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => Promise<void>;

interface Row {
  readonly method: string;
  /** `anybody`: without a token. `nodes`: only with the secret that they share, not who was paired to follow. */
  readonly who: 'anybody' | 'all' | 'nodes';
  readonly answer: Answer;
}

/** Who asks: a node, or a computer that was let in to follow. */
type Caller = { readonly kind: 'node' } | { readonly kind: 'guest'; readonly guest: Guest };

export class Door {
  readonly #options: DoorOptions;
  readonly #rows: Readonly<Record<string, Row>>;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#rows = {
      '/pair': { method: 'POST', who: 'anybody', answer: (request, response) => this.#pair(request, response) },
      '/info': { method: 'GET', who: 'all', answer: (request, response) => this.#info(request, response) },
      '/stream': { method: 'POST', who: 'all', answer: (request, response, query) => this.#stream(request, response, query) },
      '/acknowledge': { method: 'POST', who: 'all', answer: (request, response) => this.#acknowledge(request, response) },
      '/promote': { method: 'POST', who: 'nodes', answer: (request, response, query) => this.#promote(request, response, query) },
      '/handoff': { method: 'POST', who: 'nodes', answer: (request, response, query) => this.#handOff(request, response, query) },
    };
  }

  /** Never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { path, query } = addressOf(request);
      // A page in a browser has no business here.
      if (request.headers.origin !== undefined) throw new TidemarkError('refused', 'pages of a browser are not answered here');
      const row = Object.hasOwn(this.#rows, path) ? this.#rows[path] : undefined;
      const caller = row?.who === 'anybody' ? undefined : this.#require(request);
      if (caller !== undefined) this.#options.onKnown(request);
      if (row === undefined) throw new TidemarkError('not-found', 'there is nothing there');
      if (row.who === 'nodes' && caller?.kind === 'guest') throw guestError();
      if (request.method !== row.method) throw methodError(row.method);
      await row.answer(request, response, query);
    } catch (error) {
      refuse(response, error);
    }
  }

  #require(request: IncomingMessage): Caller {
    const { tokens, shared } = this.#options;
    const token = bearerOf(request);
    const [guest, friend] = [tokens.find(token), isShared(token, shared)];
    if (token !== '' && friend) return { kind: 'node' };
    if (token !== '' && guest !== undefined) return { kind: 'guest', guest };
    throw deniedError();
  }

  /**
   * Who follows. What a guest calls itself is no other's name, whoever has the same; and where others reach it is not
   * believed: nodes would show their secret there.
   */
  #followerOf(request: IncomingMessage): FollowerFacts {
    const caller = this.#require(request);
    const facts = followerOf(request);
    if (caller.kind === 'node') return facts;
    const { id, name, address } = facts;
    const guest = caller.guest.id;
    return { id: `${guest}/${id}`, name, address, guest };
  }

  async #pair(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { limits, offers, tokens, clock, id, name, onPaired } = this.#options;
    const { code = '', name: guest = '' } = wordsOf(await readBody(request, limits.words), ['code', 'name']);
    const outcome = offers.redeem(code.toUpperCase());
    if (outcome !== 'welcome') {
      onPaired();
      throw codeError(outcome);
    }
    const { token } = tokens.issue(guest, clock.now());
    onPaired();
    sayJson(response, { token, id, name });
  }

  #info(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { id, name, databases, book } = this.#options;
    if (request.headers['litefs-id'] !== undefined) book.meet(this.#followerOf(request));
    const all = databases.all.map((database) => [database.name, infoOf(database)] as const);
    const states = databases.all.map((database) => database.state());
    const role = (['primary', 'follower'] as const).find((kind) => states.some((state) => state.kind === kind)) ?? 'none';
    const primary = role === 'primary' ? this.#options.url() : states.map((state) => primaryOf(state)).find((url) => url !== undefined);
    const generation = states.map((state) => (state.kind === 'primary' ? state.generation : undefined)).find((it) => it !== undefined);
    sayJson(response, { id, name, role, primary, generation, peers: book.urls, databases: Object.fromEntries(all) });
    return Promise.resolve();
  }

  async #stream(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const { limits, databases, book, sessions, clock } = this.#options;
    const facts = this.#followerOf(request);
    const asked = decodePosMap(await readBody(request, MAX_POS_MAP));
    const filter = filterOf(query);
    const from = query.get('from') === 'follower' ? 'any' : 'primary';
    for (const name of filter ?? []) this.#requireServed(name, from);
    const places = new Map([...asked].map(([name, { txid, postApplyChecksum }]) => [name, { txid, checksum: postApplyChecksum }]));
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    const output = new Output(response, clock, limits.stall);
    const presence = book.connect(facts);
    const { heartbeat } = limits;
    const session = new Session({ databases, book, presence, places, filter, from, output, clock, heartbeat });
    await sessions.run({ follower: facts.id, guest: facts.guest, databases: filter, from }, session, output).finally(() => {
      presence.end();
    });
  }

  #requireServed(name: string, from: 'primary' | 'any'): void {
    const state = this.#options.databases.get(name)?.state();
    if (state === undefined) throw unknownDatabaseError(name, this.#names());
    const fits = state.kind === 'primary' || (state.kind === 'follower' && from === 'any');
    if (!fits) throw noPrimaryError(name, primaryOf(state));
  }

  #names(): readonly string[] {
    return this.#options.databases.all.map(({ name }) => name);
  }

  async #acknowledge(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { id } = this.#followerOf(request);
    this.#options.book.acknowledge(id, decodePosMap(await readBody(request, MAX_POS_MAP)));
    response.writeHead(204).end();
  }

  async #promote(_request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const database = this.#databaseOf(query);
    if (database.promote === undefined) throw notANode(database.name);
    await database.promote(query.get('force') === 'yes' ? 'force' : 'when-free');
    sayJson(response, infoOf(database));
  }

  async #handOff(_request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const database = this.#databaseOf(query);
    if (database.handOff === undefined) throw notANode(database.name);
    const state = database.state();
    if (state.kind !== 'primary') throw noPrimaryError(database.name, primaryOf(state));
    await database.handOff(query.get('node') ?? '');
    sayJson(response, infoOf(database));
  }

  #databaseOf(query: URLSearchParams): ServedDatabase {
    const name = query.get('database') ?? '';
    const database = this.#options.databases.get(name);
    if (database === undefined) throw unknownDatabaseError(name === '' ? '(none was named)' : name, this.#names());
    return database;
  }
}

function addressOf({ url = '' }: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  if (!url.startsWith('/')) throw new TidemarkError('usage', 'only paths are asked for here');
  const end = url.indexOf('?');
  if (end === -1) return { path: url, query: new URLSearchParams() };
  return { path: url.slice(0, end), query: new URLSearchParams(url.slice(end)) };
}

/** Names are percent-encoded, since they may have commas in them. */
function filterOf(query: URLSearchParams): ReadonlySet<string> | undefined {
  const names = query.get('filter')?.split(',').filter((name) => name !== '');
  return names === undefined ? undefined : new Set(names.map((name) => decoded('a name in the filter', name)));
}

function infoOf(database: ServedDatabase): object {
  const state = database.state();
  const pos = state.kind === 'none' ? undefined : state.source.head();
  const { txid = 0n, postApplyChecksum = 0n } = pos ?? {};
  const where = { txid: formatTxid(txid), checksum: formatChecksum(postApplyChecksum), pageSize: database.pageSize() };
  return { role: state.kind, ...where, epoch: database.epoch?.(), primary: primaryOf(state) };
}

function primaryOf(state: ReturnType<ServedDatabase['state']>): string | undefined {
  return state.kind === 'primary' ? undefined : state.primary;
}

function notANode(name: string): Refusal {
  return new Refusal(
    404,
    new TidemarkError('unsupported', `${name} always has its primary here`, {
      hint: 'Only nodes that share a pen take turns: tidemark follow -candidate.',
    }),
  );
}

function sayJson(response: ServerResponse, value: object): void {
  const body = JSON.stringify(value);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
  response.end(body);
}
