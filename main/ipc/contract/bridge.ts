// What the preload puts on `window.tidemark`: a channel for the contract's messages, and the path of a dropped file.
import type { FromFace, ToFace } from './wire.ts';

export interface Bridge {
  readonly send: (message: FromFace) => void;
  /** One listener; returns its own undo. */
  readonly listen: (listener: (message: ToFace) => void) => () => void;
  /** Absolute; empty for a file that is not on a disk. */
  readonly pathOf: (file: File) => string;
}

/** The one IPC channel's name. */
export const CHANNEL = 'tidemark';
