// What the main thread and the engine's thread say to each other, beside the ports on which faces talk.
import type { MessagePort } from 'node:worker_threads';
import type { ErrorView } from '../../engine/agent/views.ts';

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
  | { readonly kind: 'stop'; readonly deadline: number };

export type FromThread =
  | { readonly kind: 'ready' }
  /** It could not be opened; the thread ends. */
  | { readonly kind: 'failed'; readonly reason: ErrorView }
  /** `reason` when the last changes did not get everywhere. */
  | { readonly kind: 'stopped'; readonly reason?: ErrorView };
