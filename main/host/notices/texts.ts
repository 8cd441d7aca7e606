// What a notice says, where a click on it leads, and what can be done in it.
import type { EngineView, ErrorView, Language, OperationView } from '../../engine/agent/views.ts';
import { isRestore } from '../../ipc/contract/restores.ts';
import type { Route } from '../../ipc/contract/shell.ts';
import { errorIn } from '../../ipc/contract/words/error-in.ts';
import { clock } from '../../ipc/contract/words/format.ts';
import { sentenceOf } from '../../ipc/contract/words/sentence.ts';
import type { Condition } from './conditions.ts';
import type { NoticeContext } from './context.ts';

export type NoticeAction =
  | { readonly kind: 'show'; readonly route: Route }
  /** Of the databases named. */
  | { readonly kind: 'pause'; readonly databases: readonly string[] };

export interface Notice {
  /** One notice at a time has this key; a condition's is the condition's own. */
  readonly key: string;
  readonly title: string;
  readonly body: string;
  /** Trouble is told also to who looks at the window. */
  readonly weight: 'trouble' | 'news';
  readonly click: Route;
  readonly actions: readonly { readonly label: string; readonly action: NoticeAction }[];
}

export function conditionNotice(condition: Condition, view: EngineView, context: NoticeContext): Notice {
  const { shared } = context.speech;
  const click = causeOf(condition);
  const show: Notice['actions'][number] = {
    label: condition.kind === 'needs-you' ? shared.notice.fix : shared.notice.show,
    action: { kind: 'show', route: click },
  };
  const pause: Notice['actions'][number] = {
    label: shared.notice.pauseFourHours,
    action: { kind: 'pause', databases: condition.databases.map(({ id }) => id) },
  };
  return {
    key: condition.key,
    ...(condition.kind === 'needs-you' ? needsYou(condition, context) : unsafe(condition, view, context)),
    weight: 'trouble',
    click,
    actions: [show, pause],
  };
}

function causeOf({ databases, destination }: Condition): Route {
  const [first, ...others] = databases;
  if (others.length === 0) return { screen: 'database', database: first!.id };
  return destination === undefined ? { screen: 'databases' } : { screen: 'destinations' };
}

type Text = Pick<Notice, 'title' | 'body'>;

function needsYou({ databases, reason }: Condition, { speech }: NoticeContext): Text {
  const words = speech.shared.notice;
  const title = databases.length === 1 ? words.needsYou(databases[0]!.name) : words.needYou(databases.length);
  return { title, body: reason === undefined ? words.notConfirmed : explained(reason, speech.language) };
}

function unsafe(condition: Condition, view: EngineView, { speech, now }: NoticeContext): Text {
  const { databases, reason, since } = condition;
  const words = speech.shared.notice;
  const at = clock(speech.language, since, now);
  const destination =
    condition.destination === undefined ? undefined : view.destinations[condition.destination];
  if (destination?.reach.kind === 'absent') {
    return { title: words.absent(destination.name), body: words.absentBody(databases.length, at) };
  }
  const title =
    databases.length === 1
      ? words.unsafe(databases[0]!.name, at)
      : words.unsafeTogether(databases.length, at);
  const body = reason === undefined ? words.notConfirmed : sentenceOf(errorIn(speech.language, reason).message);
  return { title, body };
}

/** Undefined for what is no restore, or was cancelled by the person. */
export function restoreNotice(operation: OperationView, context: NoticeContext): Notice | undefined {
  const { facts, state, databaseName = '' } = operation;
  const { shared, language } = context.speech;
  if (!isRestore(facts)) return undefined;
  const click: Route = { screen: 'activity', operation: operation.id };
  const base = { key: `restore:${operation.id}`, click };
  const show = { label: shared.notice.show, action: { kind: 'show', route: click } } as const;
  if (state.kind === 'failed') {
    const title = shared.notice.restoreFailed(databaseName);
    return { ...base, title, body: explained(state.reason, language), weight: 'trouble', actions: [show] };
  }
  if (state.kind !== 'done') return undefined;
  if (facts.kind === 'restore-copy') {
    const title = shared.notice.copyReady(databaseName);
    return { ...base, title, body: facts.output, weight: 'news', actions: [show] };
  }
  // Undoing is confirmed where the operation is shown: a notice changes nothing of a database.
  const undo = { label: shared.notice.undo, action: { kind: 'show', route: click } } as const;
  const title = shared.notice.restored(databaseName, clock(language, facts.at, context.now));
  return { ...base, title, body: '', weight: 'news', actions: [undo] };
}

export function firstCopyNotice(names: readonly string[], { speech }: NoticeContext): readonly Notice[] {
  const [first, ...others] = names;
  if (first === undefined) return [];
  const words = speech.shared.notice;
  const title = others.length === 0 ? words.firstCopy(first) : words.firstCopies(names.length);
  const click: Route = { screen: 'databases' };
  const actions = [{ label: words.show, action: { kind: 'show', route: click } }] as const;
  return [{ key: 'first-copy', title, body: words.firstCopyBody, weight: 'news', click, actions }];
}

function explained(error: ErrorView, language: Language): string {
  const { message, hint } = errorIn(language, error);
  return `${sentenceOf(message)} ${hint}`.trim();
}
