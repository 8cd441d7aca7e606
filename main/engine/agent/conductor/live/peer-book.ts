// Other Tidemarks that let this computer in: where they are, and the tokens that they take. Tokens are kept as the keys of
// destinations are.
import { TidemarkError } from '../../../base/errors.ts';
import { parseTxid } from '../../../ltx/txid.ts';
import { requestJson } from '../../../stream/node/peer-request.ts';
import { type Paired, pairWith } from '../../../stream/pairing/pair.ts';
import type { LiveTables } from '../../catalogue/live-tables.ts';
import type { ServerRow } from '../../catalogue/rows.ts';
import type { OfferedDatabase, ServerInput } from '../../live.ts';
import type { SecretKeeper } from '../../secrets.ts';
import type { LiveView } from '../../views.ts';
import { serverAddress } from './server-address.ts';

export interface PeerBookOptions {
  readonly catalogue: LiveTables;
  readonly keeper: SecretKeeper;
  /** This computer, as others are told: 16 upper-case hex digits, and what people call it. */
  readonly self: { readonly id: string; readonly name: string };
  /** Wall clock, ms. */
  readonly now: () => number;
  readonly onChange: () => void;
}

/** How one is let in. */
export interface Access {
  readonly address: string;
  readonly token: string;
  readonly pin?: string;
}

/** Ms for an answer. */
const PATIENCE = 15_000;

export class PeerBook {
  readonly #options: PeerBookOptions;
  readonly #rows: Map<string, ServerRow>;

  constructor(options: PeerBookOptions) {
    this.#options = options;
    this.#rows = new Map(options.catalogue.servers().map((row) => [row.id, row]));
  }

  get self(): PeerBookOptions['self'] {
    return this.#options.self;
  }

  /** `not-found` for an id that is not one. */
  get(id: string): ServerRow {
    const row = this.#rows.get(id);
    if (row !== undefined) return row;
    throw new TidemarkError('not-found', `there is no computer ${id}`, { hint: 'Pair with it anew.' });
  }

  views(): LiveView['servers'] {
    return Object.fromEntries([...this.#rows].map(([id, { name, address, addedAt }]) => [id, { id, name, address, pairedAt: addedAt }]));
  }

  /** The one that is meant; with a code it is paired with first. */
  async find(input: ServerInput, signal: AbortSignal): Promise<ServerRow> {
    return input.kind === 'known' ? this.get(input.server) : this.#pair(input, signal);
  }

  /** What can be followed there. */
  async databases(server: ServerRow, signal: AbortSignal): Promise<readonly OfferedDatabase[]> {
    const access = await this.access(server.id);
    const { body } = await requestJson({ ...access, method: 'GET', path: '/info', patience: PATIENCE, signal });
    const { databases = {} } = body as { readonly databases?: Readonly<Record<string, unknown>> };
    return Object.entries(databases).flatMap(([name, info]) => offered(name, info));
  }

  /** `stream-denied` when its token is not kept here any more. */
  async access(id: string): Promise<Access> {
    const { address, pin, name } = this.get(id);
    const token = (await this.#options.keeper.read(placeOf(id)))['session-token'];
    if (token !== undefined) return { address, token, ...(pin === '' ? {} : { pin }) };
    throw new TidemarkError('stream-denied', `what ${name} lets this computer in by is not kept here any more`, {
      hint: 'Pair the two again: a new code, and “Follow a database…”.',
    });
  }

  async forget(id: string): Promise<void> {
    this.get(id);
    await this.#options.keeper.store(placeOf(id), {});
    this.#options.catalogue.removeServer(id);
    this.#rows.delete(id);
    this.#options.onChange();
  }

  async #pair({ address, code }: Extract<ServerInput, { readonly kind: 'code' }>, signal: AbortSignal): Promise<ServerRow> {
    const { self, keeper, catalogue, now, onChange } = this.#options;
    const paired = await pairWith({ address: serverAddress(address), code, name: self.name, signal });
    if (paired.id === self.id) throw new TidemarkError('refused', 'that is this computer itself', { hint: 'Give the address of another one.' });
    const id = `peer-${paired.id.toLowerCase()}`;
    this.#requireSame(id, paired);
    await keeper.store(placeOf(id), { 'session-token': paired.token });
    const row: ServerRow = { id, name: paired.name, address: paired.address, pin: paired.pin ?? '', addedAt: now() };
    catalogue.setServer(row);
    this.#rows.set(id, row);
    onChange();
    return row;
  }

  /** Anybody can call itself what another one is called; what is followed there would come from here. */
  #requireSame(id: string, { pin, address }: Paired): void {
    const known = this.#rows.get(id);
    if (known === undefined || known.pin === '' || known.pin === (pin ?? '')) return;
    throw new TidemarkError('stream-untrusted', `${address} says that it is ${known.name}, and shows another certificate than that`, {
      hint: `If ${known.name} was set up anew, remove it here first; then pair the two again.`,
    });
  }
}

/** What its token is kept under. */
function placeOf(id: string): string {
  return `live:${id}`;
}

/** Nothing of what the other side says is believed before it was looked at. */
function offered(name: string, info: unknown): readonly OfferedDatabase[] {
  if (name === '' || name.length > 255 || typeof info !== 'object' || info === null) return [];
  const { role, txid, pageSize } = info as Readonly<Record<string, unknown>>;
  if (role === 'none' || typeof txid !== 'string' || !/^[0-9a-f]{16}$/.test(txid) || typeof pageSize !== 'number') return [];
  return [{ name, txid: Number(parseTxid(txid)), pageSize }];
}
