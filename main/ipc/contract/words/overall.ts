// The one truth about everything, from which the sentence at the top of the app, the tray's icon and its first line are
// all made: the worst that is so now. It heals by itself, since it remembers nothing.
import type { CopyView, DatabaseView, EngineView, ErrorView, StateView } from '../../../engine/agent/views.ts';

export type Overall =
  /** Nothing is protected yet. */
  | { readonly kind: 'empty' }
  /** Every captured change is at every destination. `copiedAt` ms since the epoch, 0 for never. */
  | { readonly kind: 'safe'; readonly total: number; readonly copiedAt: number }
  | { readonly kind: 'working'; readonly total: number; readonly working: number; readonly name: string }
  | { readonly kind: 'paused'; readonly total: number; readonly paused: number; readonly until: number | undefined }
  | {
      readonly kind: 'waiting';
      readonly total: number;
      readonly waiting: number;
      readonly name: string;
      readonly reason: ErrorView;
      /** The destination that is not there, if that is what is waited for. */
      readonly destination: string | undefined;
      /** Another computer, if it has the pen and that is what is waited for. */
      readonly owner: string | undefined;
    }
  | { readonly kind: 'needs-you'; readonly total: number; readonly failed: number; readonly name: string; readonly reason: ErrorView };

/** Shape and colour: one of five, in the tray and beside every database. */
export type Shape = 'safe' | 'working' | 'paused' | 'waiting' | 'needs-you';

export function shapeOf(state: StateView): Shape {
  switch (state.kind) {
    case 'safe':
      return 'safe';
    case 'off':
    case 'opening':
    case 'behind':
      return 'working';
    case 'paused':
      return 'paused';
    case 'waiting':
      return 'waiting';
    case 'failed':
      return 'needs-you';
    default:
      return state satisfies never;
  }
}

/** The shape of one copy; one that has everything is safe. */
export function shapeOfCopy({ state }: CopyView): Shape {
  switch (state.kind) {
    case 'idle':
      return 'safe';
    case 'uploading':
      return 'working';
    case 'paused':
      return 'paused';
    case 'waiting':
      return 'waiting';
    case 'failed':
      return 'needs-you';
    default:
      return state satisfies never;
  }
}

/** From best to worst; a person's own pause does not hide what is on its way, and help comes before everything. */
const WORST: readonly Shape[] = ['safe', 'paused', 'working', 'waiting', 'needs-you'];

export function overall(view: EngineView): Overall {
  const own = ownTruth(view);
  const stuck = stuckReplicas(view);
  const [first] = stuck;
  if (first === undefined) return own;
  const total = Object.keys(view.databases).length + Object.keys(view.live.followed).length;
  if (own.kind === 'needs-you') return { ...own, total, failed: own.failed + stuck.length };
  return { kind: 'needs-you', total, failed: stuck.length, name: first.name, reason: first.reason };
}

/** What follows another computer is told of only when it needs a person: the screen of replicas tells the rest. */
function stuckReplicas({ live }: EngineView): readonly { readonly name: string; readonly reason: ErrorView }[] {
  return Object.values(live.followed).flatMap(({ name, role }) => (role.kind === 'failed' ? [{ name, reason: role.reason }] : []));
}

function ownTruth({ databases, destinations }: EngineView): Overall {
  const all = Object.values(databases);
  const total = all.length;
  const worst = WORST.findLast((shape) => all.some((database) => shapeOf(database.state) === shape));
  const those = all.filter((database) => shapeOf(database.state) === worst);
  const first = those[0];
  if (first === undefined || worst === undefined) return { kind: 'empty' };
  switch (worst) {
    case 'safe':
      return { kind: 'safe', total, copiedAt: Math.max(0, ...all.map(copiedAt)) };
    case 'working':
      return { kind: 'working', total, working: those.length, name: first.name };
    case 'paused':
      return { kind: 'paused', total, paused: those.length, until: earliestEnd(those) };
    case 'waiting': {
      const copy = first.copies.find((one) => one.state.kind === 'waiting');
      const owner = holderOf(first)?.owner;
      const destination = copy === undefined || owner !== undefined ? undefined : destinations[copy.destination]?.name;
      return { kind: 'waiting', total, waiting: those.length, name: first.name, reason: reasonOf(first.state), destination, owner };
    }
    case 'needs-you':
      return { kind: 'needs-you', total, failed: those.length, name: first.name, reason: reasonOf(first.state) };
    default:
      return worst satisfies never;
  }
}

export interface Holder {
  readonly copy: CopyView;
  readonly owner: string;
  readonly until: number;
}

/** Who has the pen that a database waits for, and where; undefined when it waits for something else, or for nothing. */
export function holderOf({ copies }: DatabaseView): Holder | undefined {
  const copy = copies.find(({ pen, state }) => pen.kind === 'theirs' && state.kind === 'waiting');
  return copy?.pen.kind === 'theirs' ? { copy, owner: copy.pen.owner, until: copy.pen.until } : undefined;
}

/** When the last change that is everywhere was made, as far as is known; 0 before the first. */
export function copiedAt({ state, changedAt, copies }: DatabaseView): number {
  if (copies.length === 0) return 0;
  const whole = Math.min(...copies.map((copy) => copy.safeAt));
  return state.kind === 'safe' && changedAt > 0 ? Math.min(changedAt, whole) : whole;
}

function reasonOf(state: StateView): ErrorView {
  return 'reason' in state ? state.reason : { code: 'bug', message: '', hint: '' };
}

function earliestEnd(paused: readonly DatabaseView[]): number | undefined {
  const ends = paused.flatMap(({ state }) => (state.kind === 'paused' && state.until !== undefined ? [state.until] : []));
  return ends.length === paused.length ? Math.min(...ends) : undefined;
}
