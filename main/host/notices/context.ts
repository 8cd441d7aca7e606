// What notices depend on beside the state.
import type { Speech } from '../words/speech.ts';

export interface NoticeContext {
  readonly speech: Speech;
  /** Ms since the epoch. */
  readonly now: number;
  /** Whether the person is looking at the window: what it shows by itself is not told as well. */
  readonly attention: 'window' | 'elsewhere';
}
