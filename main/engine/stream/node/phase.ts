// What a node is doing, and how that is shown.
import { assertNever, type Trouble } from '../../base/errors.ts';
import type { PrimaryInfo } from '../../lease/primary.ts';
import type { StreamSource } from '../source.ts';
import type { RoleView } from '../views.ts';
import type { PrimaryHandle } from './primary-host.ts';

export type Phase =
  | { readonly kind: 'searching'; readonly reason: Trouble }
  | { readonly kind: 'following'; readonly primary: PrimaryInfo; readonly url: string }
  | { readonly kind: 'electing' }
  /** `passing`: the pen is on its way to another node, and programs write no more. */
  | {
      readonly kind: 'primary';
      readonly writing: 'yes' | 'passing';
      readonly handle: PrimaryHandle;
      readonly source: StreamSource;
      readonly generation: number;
    }
  | { readonly kind: 'failed'; readonly reason: Trouble }
  | { readonly kind: 'stopped' };

/** @param since ms since the epoch @param until of the pen, likewise */
export function roleOf(phase: Phase, since: number, until: number | undefined): RoleView {
  switch (phase.kind) {
    case 'following':
      return { kind: 'following', primary: phase.primary.name, since };
    case 'primary':
      return { kind: 'primary', since, ...(until === undefined ? {} : { until }) };
    case 'electing':
      return { kind: 'electing', since };
    case 'searching':
      return { kind: 'searching', since, reason: phase.reason };
    case 'failed':
      return { kind: 'failed', reason: phase.reason };
    case 'stopped':
      return { kind: 'stopped' };
    default:
      return assertNever(phase);
  }
}
