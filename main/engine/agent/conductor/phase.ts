// The states of one database as the conductor drives it, and how they are shown.
import { assertNever } from '../../base/errors.ts';
import type { DatabaseAgent } from '../database-agent.ts';
import type { ReplicaStatus } from '../status.ts';
import type { CopyStateView, ErrorView, StateView } from '../views.ts';

export type Phase =
  | { readonly kind: 'off' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'running'; readonly agent: DatabaseAgent }
  | { readonly kind: 'paused'; readonly until?: number }
  /** Could not be opened; tried again by itself. */
  | {
      readonly kind: 'unopened';
      readonly reason: ErrorView;
      /** Whether the world or a person has to change something. */
      readonly needs: 'world' | 'person';
      /** Wall clock, ms. */
      readonly retryAt: number;
    };

export function stateView(phase: Phase): StateView {
  switch (phase.kind) {
    case 'off':
    case 'opening':
      return { kind: phase.kind };
    case 'paused':
      return phase.until === undefined ? { kind: 'paused' } : { kind: 'paused', until: phase.until };
    case 'unopened': {
      const { reason, retryAt } = phase;
      return phase.needs === 'person' ? { kind: 'failed', reason } : { kind: 'waiting', reason, retryAt };
    }
    case 'running':
      return runningView(phase.agent);
    default:
      return assertNever(phase);
  }
}

function runningView(agent: DatabaseAgent): StateView {
  const { state, destinations } = agent.status();
  switch (state.kind) {
    case 'off':
    case 'opening':
    case 'safe':
    case 'behind':
      return { kind: state.kind };
    case 'failed':
      return { kind: 'failed', reason: state.trouble };
    case 'waiting': {
      const retryAt = nextTry(destinations);
      return { kind: 'waiting', reason: state.trouble, ...(retryAt === undefined ? {} : { retryAt }) };
    }
    default:
      return assertNever(state);
  }
}

/** When the first of the destinations that are waited for is tried again. */
function nextTry(destinations: readonly ReplicaStatus[]): number | undefined {
  const times = destinations.flatMap(({ state }) => (state.kind === 'waiting' ? [state.retryAt] : []));
  return times.length === 0 ? undefined : Math.min(...times);
}

export function copyStateView(phase: Phase, status: ReplicaStatus | undefined): CopyStateView {
  if (phase.kind === 'paused') return { kind: 'paused' };
  if (status === undefined) return { kind: 'idle' };
  const { state } = status;
  switch (state.kind) {
    case 'idle':
    case 'uploading':
      return { kind: state.kind };
    case 'waiting':
      return { kind: 'waiting', reason: state.trouble, retryAt: state.retryAt };
    case 'failed':
      return { kind: 'failed', reason: state.trouble };
    default:
      return assertNever(state);
  }
}
