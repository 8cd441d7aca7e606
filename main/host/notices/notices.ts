// Which notices are due: a pure function of what was told and what is so. Each condition is told once, and again only
// after it healed; each operation once.
import type { EngineView, OperationView } from '../../engine/agent/views.ts';
import { conditionsOf } from './conditions.ts';
import type { NoticeContext } from './context.ts';
import { conditionNotice, firstCopyNotice, type Notice, restoreNotice } from './texts.ts';

/** What was told, and what must not be told again. */
export interface NoticeMemory {
  /** Keys of conditions whose notices are out. */
  readonly out: ReadonlySet<string>;
  /** Ids of operations that are dealt with. */
  readonly ended: ReadonlySet<string>;
  /** Names of databases whose first copy ended while others were still under way. */
  readonly copied: readonly string[];
}

export interface NoticeChange {
  readonly memory: NoticeMemory;
  readonly show: readonly Notice[];
  /** Keys of notices that no longer say what is so. */
  readonly clear: readonly string[];
}

/** What has ended before the app looked is not news. */
export function initialMemory(view: EngineView): NoticeMemory {
  return { out: new Set(), ended: new Set(endedIn(view).map(({ id }) => id)), copied: [] };
}

export function nextNotices(memory: NoticeMemory, view: EngineView, context: NoticeContext): NoticeChange {
  const setting = view.settings.notifications;
  const conditions = setting === 'none' ? [] : conditionsOf(view, context.now);
  const keys = new Set(conditions.map(({ key }) => key));
  const fresh = endedIn(view).filter(({ id }) => !memory.ended.has(id));
  const first = firstCopies(memory.copied, fresh, view);
  const show = [
    ...conditions
      .filter(({ key }) => !memory.out.has(key))
      .map((condition) => conditionNotice(condition, view, context)),
    ...(setting === 'none' ? [] : fresh.flatMap((operation) => restoreNotice(operation, context) ?? [])),
    ...(setting === 'all' ? firstCopyNotice(first.told, context) : []),
  ];
  return {
    memory: { out: keys, ended: stillThere(memory.ended, fresh, view), copied: first.kept },
    show: show.filter(({ weight }) => weight === 'trouble' || context.attention === 'elsewhere'),
    clear: [...memory.out].filter((key) => !keys.has(key)),
  };
}

/** Ten databases that were dropped together are one piece of news, when the last of them is copied. */
function firstCopies(
  before: readonly string[],
  fresh: readonly OperationView[],
  view: EngineView,
): { readonly told: readonly string[]; readonly kept: readonly string[] } {
  const done = fresh.filter(({ facts, state }) => facts.kind === 'first-copy' && state.kind === 'done');
  const names = [...before, ...done.map(({ databaseName = '' }) => databaseName)];
  const isBusy = Object.values(view.operations).some(
    ({ facts, state }) => facts.kind === 'first-copy' && state.kind === 'running',
  );
  return isBusy ? { told: [], kept: names } : { told: names, kept: [] };
}

function endedIn(view: EngineView): readonly OperationView[] {
  return Object.values(view.operations).filter(({ state }) => state.kind !== 'running');
}

/** Ids that have left the view never come back: they need not be remembered. */
function stillThere(
  ended: ReadonlySet<string>,
  fresh: readonly OperationView[],
  view: EngineView,
): ReadonlySet<string> {
  const kept = [...ended].filter((id) => Object.hasOwn(view.operations, id));
  return new Set([...kept, ...fresh.map(({ id }) => id)]);
}
