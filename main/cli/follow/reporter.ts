// What is said while a file follows: when it is level, what is in the way, what was set apart; and on a terminal where it is.
import { type TidemarkError, type Trouble, troubleOf } from '../../engine/base/errors.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import type { FollowedView } from '../../engine/stream/views.ts';
import type { Console } from '../terminal/console.ts';
import type { Log } from '../terminal/log.ts';
import { count, formatBytes, formatDuration } from '../text/sizes.ts';

export class FollowReporter {
  readonly #log: Log;
  readonly #console: Console;
  /** The code of what was in the way, or `level`. */
  #said = '';
  #apart: number;

  /** @param apart copies that were set apart before */
  constructor(log: Log, console: Console, apart: number) {
    this.#log = log;
    this.#console = console;
    this.#apart = apart;
  }

  readonly update = (view: FollowedView): void => {
    this.#console.showLive(lineOf(view));
    this.#sayApart(view);
    if (view.waiting !== undefined) this.#sayWaiting(view.waiting);
    else if (view.role.kind === 'following' && view.lag === 0) this.#sayLevel(view);
  };

  readonly trouble = (error: TidemarkError): void => {
    this.#sayWaiting(troubleOf(error));
  };

  /** Each position, for programs. */
  readonly applied = (view: FollowedView): void => {
    const { txid, lag, behind } = view;
    const fields = { txid: formatTxid(BigInt(txid)), behind, ...(lag === undefined ? {} : { lag }) };
    this.#log.write({ level: 'debug', event: 'applied', message: `at transaction ${fields.txid}`, fields });
  };

  end(): void {
    this.#console.showLive('');
  }

  /** Whether it was not the last thing said. */
  #isNews(what: string): boolean {
    const isNews = this.#said !== what;
    this.#said = what;
    return isNews;
  }

  #sayLevel({ path, source, txid, size }: FollowedView): void {
    if (!this.#isNews('level')) return;
    const at = formatTxid(BigInt(txid));
    const message = `${path} is level with ${source}: transaction ${at}, ${formatBytes(size)}`;
    this.#log.write({ level: 'info', event: 'level', message, fields: { txid: at, size, source, path } });
  }

  #sayWaiting({ code, message, hint }: Trouble): void {
    if (this.#isNews(code)) this.#log.write({ level: 'warn', event: 'waiting', message: `${message}. ${hint}`, fields: { code } });
  }

  #sayApart({ quarantined }: FollowedView): void {
    const [newest] = quarantined;
    if (newest !== undefined && newest.at > this.#apart) {
      const message = `what was here was set apart as ${newest.path}: ${newest.why}`;
      this.#log.write({ level: 'warn', event: 'set-apart', message, fields: { file: newest.path, txid: formatTxid(BigInt(newest.txid)) } });
    }
    this.#apart = newest?.at ?? this.#apart;
  }
}

function lineOf({ txid, size, lag, behind, role }: FollowedView): string {
  const at = `transaction ${formatTxid(BigInt(txid))}, ${formatBytes(size)}`;
  if (role.kind !== 'following') return `${at}; waiting`;
  if (behind > 0) return `${at}; ${count(behind, 'file')} to come`;
  return lag === undefined || lag === 0 ? `${at}; level` : `${at}; ${formatDuration(lag)} behind`;
}
