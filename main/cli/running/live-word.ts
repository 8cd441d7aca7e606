// The state of a database that is being protected, in a word or two.
import type { StateView } from '../../engine/agent/views.ts';
import { assertNever } from '../../engine/base/errors.ts';

export type LiveWord = 'safe' | 'catching up' | 'paused' | 'waiting' | 'needs you' | 'starting';

export function liveWord(state: StateView): LiveWord {
  switch (state.kind) {
    case 'safe':
    case 'paused':
    case 'waiting':
      return state.kind;
    case 'behind':
      return 'catching up';
    case 'failed':
      return 'needs you';
    case 'off':
    case 'opening':
      return 'starting';
    default:
      return assertNever(state);
  }
}
