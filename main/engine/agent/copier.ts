// A copy of one database as its agent treats it, whatever format it is in.
import type { Event } from '../base/events.ts';
import type { Txid } from '../ltx/txid.ts';
import type { ReplicaStatus } from '../replica/status.ts';

/** What each means is said at `Replica` (replica/replica.ts). */
export interface Copier {
  readonly url: string;
  readonly changed: Event<ReplicaStatus>;
  readonly wanted: Txid | undefined;
  status(): ReplicaStatus;
  start(): void;
  poke(): void;
  drain(signal: AbortSignal): Promise<void>;
  settled(): Promise<void>;
  stop(): Promise<void>;
}
