// What the preload puts on `window.tidemark`: a channel for the contract's messages, and the path of a dropped file.
import type { FromFace, ToFace } from '../main/ipc/contract/wire.ts';

export interface Bridge {
  send(message: FromFace): void;
  /** One listener; returns its own undo. */
  listen(listener: (message: ToFace) => void): () => void;
  /** Absolute; empty for a file that is not on a disk. */
  pathOf(file: File): string;
}

/** The one IPC channel's name. */
export const CHANNEL = 'tidemark';
