// Two writers of one history, one after the other: who has the pen now goes on behind what the other left. What we captured
// and could not send is still in the database: it is compared with the newest state there, and the difference is the next
// change. Without the pen nobody knows whether the other still writes, and it stays a conflict.
import type { Clock } from '../base/clock.ts';
import { asTidemarkError, isTidemarkError, TidemarkError } from '../base/errors.ts';
import type { OnProgress } from '../base/progress.ts';
import type { Random } from '../base/random.ts';
import type { Capture } from '../capture/capture.ts';
import type { Known, Ledger } from '../capture/ledger.ts';
import type { Destination } from '../destination/destination.ts';
import type { JobRunner } from '../jobs/job.ts';
import { Backoff } from '../replica/backoff.ts';
import type { Replica } from '../replica/replica.ts';
import { rebuild } from './rebuild.ts';
import { kinshipOf } from './relation.ts';

export interface RebaseOptions {
  readonly replicas: readonly Replica[];
  readonly capture: Capture;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly jobs: JobRunner;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Generation of the pen under which something was done; 0 where there is none. */
type Generation = number;

/** Ms until what could not be read is tried again. */
const PATIENCE = { first: 30_000, most: 3_600_000, absent: 60_000 };

export class Rebaser {
  readonly #options: RebaseOptions;
  /** By destination: under which pen it was tried. Once is enough: a conflict that stays needs a person. */
  readonly #tried = new Map<Replica, Generation>();
  readonly #backoff: Backoff;
  #running: Promise<void> | undefined;

  constructor(options: RebaseOptions) {
    this.#options = options;
    this.#backoff = new Backoff(PATIENCE, options.random);
  }

  /** Looks whether a destination is in conflict although the pen is ours there. */
  consider(): void {
    const replica = this.#options.replicas.find((one) => this.#isDue(one));
    if (replica === undefined || this.#running !== undefined) return;
    this.#tried.set(replica, generationOf(replica));
    this.#running = this.#rebase(replica)
      .catch((error: unknown) => {
        this.#tryLater(replica, asTidemarkError(error));
      })
      .finally(() => {
        this.#running = undefined;
        this.consider();
      });
  }

  /** Resolves when nothing of it is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  #isDue(replica: Replica): boolean {
    const { state } = replica.status();
    if (state.kind !== 'failed' || state.trouble.code !== 'destination-conflict') return false;
    return replica.pen.kind === 'ours' && this.#tried.get(replica) !== generationOf(replica);
  }

  async #rebase(replica: Replica): Promise<void> {
    const { capture, replicas } = this.#options;
    const begun = await capture.startOver(() => this.#startOver(replica));
    if (begun === 'strangers') return;
    this.#backoff.reset();
    await capture.run();
    await Promise.all(replicas.map((one) => one.recheck()));
  }

  /** What could not be read, or captured, may pass without anybody's doing. */
  #tryLater(replica: Replica, error: TidemarkError): void {
    const { clock, signal } = this.#options;
    if (isTidemarkError(error, 'aborted')) return;
    const again = (): void => {
      this.#tried.delete(replica);
      this.consider();
    };
    clock.sleep(this.#backoff.after(error), signal).then(again, () => undefined);
  }

  async #startOver({ destination, holdings }: Replica): Promise<'related' | 'strangers'> {
    const { ledger, replicas, signal } = this.#options;
    const theirs = await this.#newestAt([destination]);
    if (theirs === undefined) throw unreadable(destination);
    const files = await holdings.files(signal);
    const sums = { ours: ledger.known?.sums, theirs: theirs.sums };
    const known = { checksumAt: ledger.checksumAt.bind(ledger), wasAt: ledger.wasAt.bind(ledger) };
    if ((await kinshipOf({ destination, files, ...known, ...sums }, signal)) === 'strangers') return 'strangers';
    const others = replicas.map((one) => one.destination).filter((one) => one !== destination);
    const elsewhere = others.length === 0 ? undefined : await this.#newestAt(others);
    const newest = elsewhere !== undefined && elsewhere.position.txid > theirs.position.txid ? elsewhere : theirs;
    ledger.startOver(isOther(theirs, elsewhere) ? nextNumber(newest) : newest.position, newest.sums);
    for (const replica of replicas) replica.doubt();
    return 'related';
  }

  async #newestAt(destinations: readonly Destination[]): Promise<Known | undefined> {
    const { jobs, signal, onProgress } = this.#options;
    return (await rebuild({ destinations, jobs, signal, onProgress })).known;
  }
}

/** Under one number there are two states. */
function isOther({ position }: Known, other: Known | undefined): boolean {
  return other?.position.txid === position.txid && other.position.checksum !== position.checksum;
}

/** One that no place has yet. Each then gets the whole. */
function nextNumber({ position }: Known): Known['position'] {
  return { ...position, txid: position.txid + 1n };
}

function unreadable({ url }: Destination): TidemarkError {
  return new TidemarkError('destination-failed', `what another writer left at ${url} cannot be read`, {
    hint: 'It is tried again by itself.',
    retry: 'later',
  });
}

function generationOf({ pen }: Replica): Generation {
  return pen.kind === 'ours' ? pen.generation : 0;
}
