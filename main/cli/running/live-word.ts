// The state of a database that is being protected, and of a destination, in a word or two.
import type { CopyStateView, ReachView, StateView } from '../../engine/agent/views.ts';
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

export function copyWord({ kind }: CopyStateView): 'idle' | 'copying' | 'paused' | 'waiting' | 'needs you' {
  switch (kind) {
    case 'idle':
      return 'idle';
    case 'uploading':
      return 'copying';
    case 'paused':
    case 'waiting':
      return kind;
    case 'failed':
      return 'needs you';
    default:
      return assertNever(kind);
  }
}

export function reachWord({ kind }: ReachView): 'there' | 'not there' | 'refuses' | 'not asked yet' {
  switch (kind) {
    case 'here':
      return 'there';
    case 'absent':
      return 'not there';
    case 'denied':
      return 'refuses';
    case 'unknown':
      return 'not asked yet';
    default:
      return assertNever(kind);
  }
}
