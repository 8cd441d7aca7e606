// When the next upload of changes may begin: how often a place is written to, and what a person allows it to cost.

/**
 * One for each database at a destination; those of one destination know of each other, since the budget is the
 * destination's. Only new changes (level 0) ask and tell. What follows from them (levels, snapshots, the lease), and the
 * first copy of a database, is neither asked for nor told: it is counted where its requests are made, and expected.
 */
export interface UploadPace {
  /**
   * Ms from now until the next upload should begin; 0: at once. Never more than an hour. Changes nothing, and is true
   * for the moment: who waits asks again then. What has gathered meanwhile goes as one file, where each would cost a
   * request. Who is asked to bring the last changes away now (`drain`) does not ask.
   * @param now wall clock, ms since the epoch
   */
  delay(now: number): number;
  /** An upload of changes begins, whether it was asked for or not. */
  began(now: number): void;
  /** This database is not copied there any more, or not now: others need not share with it. */
  release(): void;
}

/** Nothing waits: for folders, and tests. */
export const freePace: UploadPace = {
  delay: () => 0,
  began: () => undefined,
  release: () => undefined,
};
