// Operations in words: the title of a row, what stands below it, and all facts.
import { useMemo } from 'react';
import type { ErrorView, Language, OperationFacts, OperationView } from '../../../main/ipc/contract/views.ts';
import { errorIn } from '../../../main/ipc/contract/words/error-in.ts';
import { bytes, moment, number } from '../../../main/ipc/contract/words/format.ts';
import { capitalised } from '../../../main/ipc/contract/words/sentence.ts';
import type { TextsOf } from '../../app/text/texts.ts';
import { useText } from '../../app/text/use-text.ts';
import { timeLabels } from '../../parts/scrubber/labels.ts';
import { duration } from '../../parts/text/duration.ts';
import { bareAddress, tildePath } from '../../parts/text/paths.ts';
import { useShell } from '../../state/hooks.ts';
import { formatTxid } from '../../state/txid.ts';

export interface FactWords {
  readonly t: TextsOf<'activity'>;
  readonly size: (count: number) => string;
  readonly count: (value: number) => string;
  /** `10:42:07`, with the day unless it is today. */
  readonly time: (at: number) => string;
  readonly exact: (at: number) => string;
  readonly lasted: (ms: number) => string;
  readonly path: (path: string) => string;
  readonly message: (error: ErrorView) => string;
}

export function useFactWords(): FactWords {
  const { t, language } = useText();
  const home = useShell()?.home ?? '';
  return useMemo(() => factWords(t.activity, language, home), [t, language, home]);
}

function factWords(t: TextsOf<'activity'>, language: Language, home: string): FactWords {
  const labels = timeLabels(language);
  return {
    t,
    size: (count) => bytes(language, count),
    count: (value) => number(language, value),
    time: (at) => labels.time(at, Date.now()),
    exact: (at) => moment(language, at),
    lasted: (ms) => duration(language, ms),
    path: (path) => tildePath(bareAddress(path), home),
    message: (error) => errorIn(language, error).message,
  };
}

/** What it is, in a form that fits whether it runs, ended well or failed. */
export function titleOf({ facts, databaseName, state }: OperationView, words: FactWords): string {
  const { t, size, count, time, path, message } = words;
  const name = databaseName ?? t.everything;
  switch (facts.kind) {
    case 'first-copy':
      return t.firstCopy(name);
    case 'copied':
      return t.copied(name, count(facts.changes), facts.changes, size(facts.bytes));
    case 'snapshot':
      return t.snapshot(name, size(facts.bytes));
    case 'compacted':
      return t.compacted(name, count(facts.files), size(facts.bytes));
    case 'adopted':
      return t.adopted(name, path(facts.url));
    case 'imported':
      return t.imported(name, path(facts.url));
    case 'pen-taken':
      return facts.owner === '' ? t.plain['pen-taken'](name) : t.penTaken(name, facts.owner);
    case 'retention':
      return t.retention(name, size(facts.bytes));
    case 'restore-copy':
      return t.restoreCopy(name, time(facts.at));
    case 'restore-in-place':
      return t.restoreInPlace(name, time(facts.at));
    case 'pause':
      return facts.until === undefined ? t.pause(name) : t.pauseUntil(name, time(facts.until));
    case 'mark':
      return t.mark(name, facts.name);
    case 'destination-added':
      return t.destinationAdded(path(facts.url));
    case 'destination-removed':
      return t.destinationRemoved(path(facts.url));
    case 'destination-changed':
      return t.destinationChanged(path(facts.url));
    case 'serving':
    case 'follower-joined':
    case 'follower-forgotten':
    case 'follow':
    case 'promoted':
    case 'handed-off':
      return liveTitleOf(facts, name, words);
    case 'trouble':
      return state.kind === 'failed' ? capitalised(message(state.reason)) : t.trouble(name);
    case 'register':
    case 'unregister':
    case 'compared':
    case 'backup':
    case 'resume':
    case 'undo':
    case 'pen-let-go':
    case 'serving-ended':
    case 'unfollow':
    case 'diverged':
    case 'settings':
      return t.plain[facts.kind](name);
    default:
      return facts satisfies never;
  }
}

type LiveFacts = Extract<OperationFacts, { readonly kind: 'serving' | 'follower-joined' | 'follower-forgotten' | 'follow' | 'promoted' | 'handed-off' }>;

function liveTitleOf(facts: LiveFacts, name: string, { t, path }: FactWords): string {
  switch (facts.kind) {
    case 'serving':
      return t.serving(facts.address);
    case 'follower-joined':
      return t.followerJoined(facts.name);
    case 'follower-forgotten':
      return t.followerForgotten(facts.name);
    case 'follow':
      return t.follow(name, path(facts.source));
    case 'promoted':
      return t.promoted(name, path(facts.source));
    case 'handed-off':
      return t.handedOff(name, facts.name);
    default:
      return facts satisfies never;
  }
}

/** `orders.db · Backup Disk · cancelled after 2 s` */
export function aboutOf({ facts, databaseName, startedAt, state }: OperationView, place: string | undefined, words: FactWords): string {
  const { t, lasted } = words;
  const named = facts.kind === 'trouble' && databaseName !== undefined ? [databaseName] : [];
  const where = place === undefined ? [] : [place];
  const took = 'endedAt' in state ? state.endedAt - startedAt : 0;
  const long = took >= 1000 ? lasted(took) : undefined;
  return [...named, ...where, ...ending(state.kind, long, t)].join(' · ');
}

function ending(kind: OperationView['state']['kind'], took: string | undefined, t: FactWords['t']): readonly string[] {
  if (kind === 'done') return took === undefined ? [] : [t.took(took)];
  return took === undefined || kind === 'running' ? [t.state[kind]] : [`${t.state[kind]}, ${t.took(took)}`];
}

export interface Detail {
  readonly name: string;
  readonly value: string;
}

export function detailsOf(operation: OperationView, place: string | undefined, words: FactWords): readonly Detail[] {
  const { t, exact } = words;
  const { databaseName, startedAt, state, facts } = operation;
  const details: (Detail | undefined)[] = [
    { name: t.began, value: exact(startedAt) },
    'endedAt' in state ? { name: t.ended, value: exact(state.endedAt) } : undefined,
    databaseName === undefined ? undefined : { name: t.database, value: databaseName },
    place === undefined ? undefined : { name: t.place, value: place },
    ...factDetails(facts, words),
    { name: t.id, value: operation.id },
  ];
  return details.filter((one) => one !== undefined);
}

function factDetails(facts: OperationFacts, { t, size, count, exact, path }: FactWords): readonly (Detail | undefined)[] {
  return [
    'path' in facts ? { name: t.path, value: path(facts.path) } : undefined,
    'url' in facts ? { name: t.path, value: path(facts.url) } : undefined,
    'output' in facts ? { name: t.output, value: path(facts.output) } : undefined,
    'at' in facts ? { name: t.moment, value: exact(facts.at) } : undefined,
    'txid' in facts ? { name: t.txid, value: formatTxid(facts.txid) } : undefined,
    'before' in facts && facts.before > 0 ? { name: t.before, value: formatTxid(facts.before) } : undefined,
    'safety' in facts && facts.safety !== '' ? { name: t.safety, value: path(facts.safety) } : undefined,
    'changes' in facts ? { name: t.changes, value: count(facts.changes) } : undefined,
    'files' in facts ? { name: t.files, value: count(facts.files) } : undefined,
    'bytes' in facts ? { name: t.size, value: size(facts.bytes) } : undefined,
    'level' in facts ? { name: t.level, value: count(facts.level) } : undefined,
    'owner' in facts && facts.owner !== '' ? { name: t.owner, value: facts.owner } : undefined,
    'source' in facts ? { name: t.source, value: path(facts.source) } : undefined,
    'address' in facts ? { name: t.address, value: facts.address } : undefined,
    'aside' in facts ? { name: t.aside, value: path(facts.aside) } : undefined,
    'why' in facts ? { name: t.why, value: facts.why } : undefined,
  ];
}

/** The file that an operation made, if it is one to look at. */
export function fileOf({ facts }: OperationView): string | undefined {
  return facts.kind === 'restore-copy' ? facts.output : undefined;
}
