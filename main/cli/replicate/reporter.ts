// Which of a database's many state changes matter to a person, and in which words.
//
// Under load the state turns between "safe" and "behind" many times a second. "Catching up" is said only when
// a change has waited for a while, "safe" only when something else was said before.
import { dirname } from 'node:path';
import type { DatabaseStatus, ReplicaStatus } from '../../engine/agent/status.ts';
import type { Clock } from '../../engine/base/clock.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { Log, LogEvent } from '../terminal/log.ts';
import { formatBytes } from '../text/sizes.ts';
import { troublesOf, type PlacedTrouble } from './troubles.ts';

/** A change on its way for longer than this is worth a line, ms. */
const PATIENCE = 3000;

/** Following goes on after a trouble; a single copy ends with it. */
export type Purpose = 'follow' | 'copy-once';

export class Reporter {
  readonly #label: string;
  readonly #purpose: Purpose;
  readonly #log: Pick<Log, 'write'>;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #codes = new Set<string>();
  #wasSafe: 'once' | 'never' = 'never';
  #said: 'nothing' | 'safe' | 'behind' | 'trouble' = 'nothing';
  #latest: DatabaseStatus | undefined;
  #troubles: ReadonlyMap<string, PlacedTrouble> = new Map();
  #watch: AbortController | undefined;

  /** @param label what people call the database */
  constructor(label: string, purpose: Purpose, log: Pick<Log, 'write'>, clock: Pick<Clock, 'sleep'>) {
    this.#label = label;
    this.#purpose = purpose;
    this.#log = log;
    this.#clock = clock;
  }

  readonly update = (status: DatabaseStatus): void => {
    const before = this.#latest;
    this.#latest = status;
    this.#sayDetails(before, status);
    this.#sayTroubles(status);
    if (status.state.kind === 'safe') this.#saySafe(status);
    if (status.state.kind === 'behind') this.#watchBehind(status);
    else this.end();
  };

  /** Whether trouble of this code was ever said. */
  hasSaid(code: string): boolean {
    return this.#codes.has(code);
  }

  get hasSaidTrouble(): boolean {
    return this.#codes.size > 0;
  }

  /** Stops waiting; nothing more is said by itself. */
  end(): void {
    this.#watch?.abort();
    this.#watch = undefined;
  }

  #saySafe(status: DatabaseStatus): void {
    if (this.#said === 'safe') return;
    const where = `every change is at ${places(status.destinations)}`;
    const size = formatBytes(status.commit * status.pageSize);
    if (this.#wasSafe === 'never') this.#sayProtected(status, `protected: ${where} (${size})`);
    else this.#say('info', 'safe', `safe again: ${where}`);
    this.#wasSafe = 'once';
    this.#said = 'safe';
  }

  /** What takes the database away may take copies beside it along. */
  #sayProtected({ path, destinations }: DatabaseStatus, words: string): void {
    this.#say('info', 'protected', words);
    const folder = dirname(path);
    const shown = destinations.map(({ url }) => shownUrl(url));
    const beside = shown.filter((place) => place === folder || dirname(place) === folder);
    if (beside.length === 0) return;
    const message = `${beside.join(' and ')} is in the folder of the database: both may be lost together`;
    this.#say('warn', 'beside', message);
  }

  #sayTroubles(status: DatabaseStatus): void {
    const troubles = troublesOf(status);
    for (const [key, trouble] of troubles) if (!this.#troubles.has(key)) this.#sayTrouble(trouble);
    if (troubles.size > 0) this.#said = 'trouble';
    this.#troubles = troubles;
  }

  #sayTrouble({ kind, trouble, place }: PlacedTrouble): void {
    const { code, message, hint } = trouble;
    this.#codes.add(code);
    if (code === 'lease-held' && this.#purpose === 'follow') {
      const words = `standing by: another computer writes there. ${message}; then this one goes on by itself.`;
      this.#say('info', 'standby', words, place === undefined ? {} : { destination: place });
      return;
    }
    const fields = { code, hint, ...(place === undefined ? {} : { destination: place }) };
    const isFinal = kind === 'failed' || this.#purpose === 'copy-once';
    const what = [hint, isFinal ? '' : 'Copying goes on by itself.'].filter((part) => part !== '').join(' ');
    const words = `${this.#troubleWords(kind, place)}: ${message}${what === '' ? '' : ` — ${what}`}`;
    this.#say(isFinal ? 'error' : 'warn', kind, words, fields);
  }

  #troubleWords(kind: PlacedTrouble['kind'], place: string | undefined): string {
    if (this.#purpose === 'copy-once') return 'not copied';
    if (kind === 'failed') return 'needs you';
    return place === undefined ? 'waiting' : `waiting for ${shownUrl(place)}`;
  }

  #watchBehind({ txid: target }: DatabaseStatus): void {
    if (this.#watch !== undefined || this.#said === 'behind') return;
    const watch = new AbortController();
    this.#watch = watch;
    const lookAgain = (): void => {
      this.#watch = undefined;
      this.#checkBehind(target);
    };
    this.#clock.sleep(PATIENCE, watch.signal).then(lookAgain, () => undefined);
  }

  /** `target` was captured PATIENCE ago, or is 0 when nothing was: is it still not everywhere? */
  #checkBehind(target: bigint): void {
    const status = this.#latest;
    if (status?.state.kind !== 'behind') return;
    const late = status.destinations.filter(({ txid }) => txid < target || txid === 0n);
    if (late.length === 0) {
      this.#watchBehind(status);
      return;
    }
    const isFirst = late.every(({ txid }) => txid === 0n);
    this.#say('info', 'catching-up', `${isFirst ? 'making the first copy' : 'catching up'}: ${places(late)}`);
    this.#said = 'behind';
  }

  #sayDetails(before: DatabaseStatus | undefined, status: DatabaseStatus): void {
    const txid = formatTxid(status.txid);
    if (status.txid !== (before?.txid ?? 0n))
      this.#say('debug', 'captured', `captured transaction ${txid}`, { txid });
    for (const destination of status.destinations) {
      const known = before?.destinations.find(({ url }) => url === destination.url)?.txid ?? 0n;
      if (destination.txid !== known) this.#sayCopied(destination);
    }
  }

  #sayCopied({ url, txid }: ReplicaStatus): void {
    const fields = { txid: formatTxid(txid), destination: url };
    this.#say('debug', 'copied', `copied up to ${fields.txid} to ${shownUrl(url)}`, fields);
  }

  #say(level: LogEvent['level'], event: string, message: string, fields: Record<string, string> = {}): void {
    const database = this.#latest?.path ?? '';
    this.#log.write({ level, event, message, subject: this.#label, fields: { database, ...fields } });
  }
}

function places(destinations: readonly ReplicaStatus[]): string {
  return destinations.map(({ url }) => shownUrl(url)).join(' and ');
}
