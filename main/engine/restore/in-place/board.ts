// What a job and the thread that waits for it tell each other while it runs: a few words of shared memory,
// since a job otherwise answers only at its end. Cancelling and committing exclude each other here.

/**
 * `starting`, `waiting` for a lock that was refused at first, `locked` and asking whether the state is still the
 * one that was kept, `running`, `committing` (no way back), `proving` what was committed. Nothing follows on
 * `overtaken` (it is another state) and on `cancelled`.
 */
export type Stage = (typeof STAGES)[number];

const STAGES = [
  'starting',
  'waiting',
  'locked',
  'running',
  'committing',
  'proving',
  'overtaken',
  'cancelled',
] as const;
const BEFORE_COMMIT: readonly Stage[] = ['starting', 'waiting', 'locked', 'running'];
const STAGE = 0;
const DONE = 1;
const TOTAL = 2;
const CELLS = 3;

export class Board {
  /** To be sent to the job. */
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(4 * CELLS)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  get stage(): Stage {
    return STAGES[Atomics.load(this.#cells, STAGE)]!;
  }

  /** In pages. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: Atomics.load(this.#cells, DONE), total: Atomics.load(this.#cells, TOTAL) };
  }

  report(done: number, total: number): void {
    Atomics.store(this.#cells, DONE, done);
    Atomics.store(this.#cells, TOTAL, total);
  }

  /** `refused` when the board is not at `from`. */
  advance(from: Stage, to: Stage): 'done' | 'refused' {
    const [old, next] = [STAGES.indexOf(from), STAGES.indexOf(to)];
    return Atomics.compareExchange(this.#cells, STAGE, old, next) === old ? 'done' : 'refused';
  }

  /** `refused` once it is committing. */
  cancel(): 'done' | 'refused' {
    // In the order of the stages, so that one that comes meanwhile is met later.
    const met = BEFORE_COMMIT.some((stage) => this.advance(stage, 'cancelled') === 'done');
    return met ? 'done' : 'refused';
  }
}
