// What the main thread and the engine's thread say to each other, beside the ports on which faces talk.
import type { MessagePort } from 'node:worker_threads';
import type { Retry } from '../../engine/base/errors.ts';
import type { ErrorView } from '../../engine/agent/views.ts';
import type { Secrets } from '../../engine/destination/location.ts';

/** How the engine is to be opened; comes with the thread. */
export interface EngineOrigin {
  /** Tidemark's own folder. */
  readonly home: string;
  /** The person's home folder. */
  readonly userHome: string;
}

export type ToThread =
  | { readonly kind: 'face'; readonly port: MessagePort }
  | { readonly kind: 'wake' }
  /** Final sync within `deadline` ms, then the thread ends. */
  | { readonly kind: 'stop'; readonly deadline: number }
  /** What the keyring says to the question of that number. */
  | { readonly kind: 'secret'; readonly id: number; readonly answer: KeyringAnswer };

export type FromThread =
  | { readonly kind: 'ready' }
  /** It could not be opened; the thread ends. */
  | { readonly kind: 'failed'; readonly reason: ErrorView }
  /** `reason` when the last changes did not get everywhere. */
  | { readonly kind: 'stopped'; readonly reason?: ErrorView }
  /** The keyring belongs to the main thread. Without `secrets` a place's keys are asked for. */
  | { readonly kind: 'secret'; readonly id: number; readonly place: string; readonly secrets?: Secrets };

export type KeyringAnswer =
  | { readonly kind: 'done'; readonly secrets: Secrets }
  | { readonly kind: 'failed'; readonly reason: ErrorView; readonly retry: Retry };
