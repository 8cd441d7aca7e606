// What every transport of the contract hangs on: something that faces connect to, whatever carries the messages.
import type { ToFace } from './contract/wire.ts';

/**
 * `refused`: not a message of the wire, or one that breaks its rules. Nothing was done, and there is no call to answer:
 * the transport tells so if it can, and closes.
 */
export type Reception = 'taken' | 'refused';

/** One face, seen from the other end. */
export interface Connection {
  /** Never throws, whatever it is given. */
  receive(message: unknown): Reception;
  /** The face is gone: its calls end as their commands say (`whenLeft`), and nothing more is sent. */
  close(): void;
}

export interface MessageServer {
  /** @param send must not wait; what it throws is passed over, since one face must not harm another */
  connect(send: (message: ToFace) => void): Connection;
}
