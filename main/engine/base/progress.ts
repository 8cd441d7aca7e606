// What long work reports. Receivers turn it into rate and ETA; senders only count.

export interface Progress {
  /** What is being done, as a short stable name: `read`, `snapshot`, `upload`, `fold`, `restore`, `check`, `verify`. */
  readonly step: string;
  /** Bytes done so far; never decreases within a step. */
  readonly done: number;
  /** Bytes in all, when known before the end. */
  readonly total?: number;
  /** URL of the destination it is about, where several are served at the same time. */
  readonly destination?: string;
}

export type OnProgress = (progress: Progress) => void;
