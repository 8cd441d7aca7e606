// The states of a restore as the sheet shows it, and what leads from one to the next. Pure: whoever drives it asks the
// engine and tells it what came of it.
import type { InputOf } from '../../../main/ipc/contract/commands.ts';
import type {
  ErrorView,
  ProgressView,
  RestoredCopy,
  RestoredInPlace,
  RestorePreview,
} from '../../../main/ipc/contract/views.ts';

export type Target = InputOf<'restore.preview'>['target'];

export type PreviewState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly preview: RestorePreview }
  | { readonly kind: 'failed'; readonly error: ErrorView };

export interface Choice {
  readonly target: Target;
  readonly preview: PreviewState;
  readonly where: 'here' | 'copy';
  /** Whether a person said so, or it follows from the moment. */
  readonly whereBy: 'moment' | 'person';
  /** Path of the copy as the person chose it; empty while the suggested one stands. */
  readonly output: string;
}

export type Work = 'here' | 'copy' | 'undo';

export type RestoreResult =
  | { readonly kind: 'here'; readonly result: Pick<RestoredInPlace, 'operation' | 'at' | 'safety'> & { readonly milliseconds?: number } }
  | { readonly kind: 'copy'; readonly result: Pick<RestoredCopy, 'path' | 'at'> & Partial<Pick<RestoredCopy, 'size' | 'proved' | 'milliseconds'>> }
  | { readonly kind: 'undo'; readonly result: Pick<RestoredInPlace, 'operation' | 'at' | 'safety'> & { readonly milliseconds?: number } };

export type RestoreState =
  | { readonly kind: 'choosing'; readonly choice: Choice }
  | {
      readonly kind: 'running';
      readonly choice: Choice;
      readonly work: Work;
      readonly progress: ProgressView | undefined;
      readonly cancel: 'possible' | 'asked';
    }
  | { readonly kind: 'done'; readonly choice: Choice; readonly outcome: RestoreResult }
  /** Everything is as it was. */
  | { readonly kind: 'cancelled'; readonly choice: Choice; readonly work: Work }
  | { readonly kind: 'failed'; readonly choice: Choice; readonly work: Work; readonly error: ErrorView };

export type RestoreEvent =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'preview'; readonly target: Target; readonly preview: PreviewState }
  | { readonly kind: 'where'; readonly where: Choice['where'] }
  | { readonly kind: 'output'; readonly output: string }
  | { readonly kind: 'start'; readonly work: Work }
  | { readonly kind: 'progress'; readonly progress: ProgressView }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'ended'; readonly outcome: RestoreResult }
  | { readonly kind: 'failed'; readonly error: ErrorView }
  /** Back to choosing, with the same choice. */
  | { readonly kind: 'again' };

export function chosen(target: Target): Choice {
  return { target, preview: { kind: 'loading' }, where: usualWhere(target), whereBy: 'moment', output: '' };
}

/** The newest point changes nothing in a database that is there, so then a copy is what is meant. */
function usualWhere(target: Target): Choice['where'] {
  return target.kind === 'latest' ? 'copy' : 'here';
}

/** An event that does not fit the state changes nothing: an answer may come after its question was dropped. */
export function next(state: RestoreState, event: RestoreEvent): RestoreState {
  switch (event.kind) {
    case 'target':
      return choosing(state, {
        target: event.target,
        preview: { kind: 'loading' },
        ...(state.choice.whereBy === 'moment' && { where: usualWhere(event.target) }),
      });
    case 'preview':
      return state.choice.target === event.target ? choosing(state, { preview: event.preview }) : state;
    case 'where':
      return choosing(state, { where: event.where, whereBy: 'person' });
    case 'output':
      return choosing(state, { output: event.output, where: 'copy', whereBy: 'person' });
    case 'start':
      if (state.kind === 'running') return state;
      return { kind: 'running', choice: state.choice, work: event.work, progress: undefined, cancel: 'possible' };
    case 'progress':
      return state.kind === 'running' ? { ...state, progress: event.progress } : state;
    case 'cancel':
      return state.kind === 'running' ? { ...state, cancel: 'asked' } : state;
    case 'ended':
      return state.kind === 'running' ? { kind: 'done', choice: state.choice, outcome: event.outcome } : state;
    case 'failed':
      return state.kind === 'running' ? stopped(state, event.error) : state;
    case 'again':
      return state.kind === 'running' ? state : { kind: 'choosing', choice: state.choice };
    default:
      return event satisfies never;
  }
}

function choosing(state: RestoreState, change: Partial<Choice>): RestoreState {
  return state.kind === 'choosing' ? { kind: 'choosing', choice: { ...state.choice, ...change } } : state;
}

function stopped({ choice, work }: Extract<RestoreState, { kind: 'running' }>, error: ErrorView): RestoreState {
  return error.code === 'aborted' ? { kind: 'cancelled', choice, work } : { kind: 'failed', choice, work, error };
}

/** Whether the confirm button may be pressed. */
export function isReady({ preview, where }: Choice, output: string): boolean {
  return preview.kind === 'ready' && (where === 'here' || output !== '');
}
