// What the tray shows, as data: a pure function of the state. The controller only draws it.
import type { DatabaseView, EngineView, ErrorView } from '../../engine/agent/views.ts';
import type { Route } from '../../ipc/contract/shell.ts';
import { errorIn } from '../../ipc/contract/words/error-in.ts';
import { clock, shortAgo } from '../../ipc/contract/words/format.ts';
import { copiedAt, overall, type Shape, shapeOf } from '../../ipc/contract/words/overall.ts';
import type { Speech } from '../words/speech.ts';
import { type Moment, momentAt, type PauseEnd } from './moments.ts';

/** What is known of the engine. */
export type Truth =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly view: EngineView }
  | { readonly kind: 'down'; readonly reason: ErrorView };

export type TrayAction =
  | { readonly kind: 'open' }
  | { readonly kind: 'show'; readonly route: Route }
  /** Opens the restore sheet at that moment; restoring itself takes a click there. */
  | { readonly kind: 'restore'; readonly database: string; readonly to: Moment }
  | { readonly kind: 'back-up' }
  | { readonly kind: 'pause'; readonly until: PauseEnd }
  | { readonly kind: 'resume' }
  | { readonly kind: 'quit' };

export type TrayItem =
  | { readonly kind: 'line' }
  | { readonly kind: 'text'; readonly label: string }
  | {
      readonly kind: 'action';
      readonly label: string;
      readonly action: TrayAction;
      readonly possible: 'yes' | 'no';
    }
  | {
      readonly kind: 'menu';
      readonly label: string;
      readonly icon?: Shape;
      readonly items: readonly TrayItem[];
    };

export interface TrayModel {
  readonly icon: Shape;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

/** More databases than these are behind "n more…". */
const MOST_DATABASES = 12;
/** Windows cuts longer ones, characters. */
const LONGEST_TOOLTIP = 127;
const LONGEST_NAME = 40;
/** Younger changes read as `now`, so that the menu is not made anew every second. */
const NOW_IS = 60_000;

/** `now` ms since the epoch. */
export function trayModel(truth: Truth, speech: Speech, now: number): TrayModel {
  const sentence = sentenceOf(truth, speech, now);
  const own = truth.kind === 'running' ? itemsOf(truth.view, speech, now) : [];
  const words = speech.shared.tray;
  return {
    icon: iconOf(truth),
    tooltip: shortened(sentence.startsWith('Tidemark') ? sentence : `Tidemark: ${sentence}`, LONGEST_TOOLTIP),
    items: [
      { kind: 'text', label: sentence },
      { kind: 'line' },
      ...own,
      act(words.open, { kind: 'open' }),
      act(words.quit, { kind: 'quit' }),
    ],
  };
}

function iconOf(truth: Truth): Shape {
  switch (truth.kind) {
    case 'starting':
      return 'working';
    case 'down':
      return 'needs-you';
    case 'running': {
      const { kind } = overall(truth.view);
      return kind === 'empty' ? 'safe' : kind;
    }
    default:
      return truth satisfies never;
  }
}

function sentenceOf(truth: Truth, { shared, language }: Speech, now: number): string {
  switch (truth.kind) {
    case 'starting':
      return shared.tray.starting;
    case 'down':
      return shared.tray.down(errorIn(language, truth.reason).message);
    case 'running': {
      const whole = overall(truth.view);
      return shared.sentence(
        whole.kind === 'safe' ? { ...whole, copiedAt: coarse(whole.copiedAt, now) } : whole,
        now,
      );
    }
    default:
      return truth satisfies never;
  }
}

function itemsOf(view: EngineView, speech: Speech, now: number): readonly TrayItem[] {
  const databases = Object.values(view.databases).sort(byUrgency);
  if (databases.length === 0) return [];
  const words = speech.shared.tray;
  const more = databases.length - MOST_DATABASES;
  return [
    ...databases.slice(0, MOST_DATABASES).map((database) => databaseItem(database, speech, now)),
    ...(more > 0 ? [act(words.more(more), { kind: 'show', route: { screen: 'databases' } })] : []),
    { kind: 'line' },
    act(words.backUpNow, { kind: 'back-up' }),
    ...pauseItems(databases, speech),
    { kind: 'line' },
  ];
}

function databaseItem(database: DatabaseView, speech: Speech, now: number): TrayItem {
  const { id, name, state } = database;
  const { tray, shape } = speech.shared;
  const at = copiedAt(database);
  const age = at === 0 ? '' : ` · ${shortAgo(speech.language, coarse(at, now), now)}`;
  return {
    kind: 'menu',
    label: `${shortened(name, LONGEST_NAME)} — ${shape[shapeOf(state)]}${age}`,
    icon: shapeOf(state),
    items: [
      { kind: 'text', label: tray.restoreTo },
      ...momentItems(database, speech, now),
      act(tray.choose, { kind: 'show', route: { screen: 'restore', database: id } }),
      { kind: 'line' },
      act(tray.show, { kind: 'show', route: { screen: 'database', database: id } }),
    ],
  };
}

/** A moment before the database was known has no copy; this morning is only one once it has passed. */
function momentItems({ id, addedAt }: DatabaseView, speech: Speech, now: number): readonly TrayItem[] {
  const words = speech.shared.tray;
  const morning = `${words.thisMorning}, ${clock(speech.language, momentAt('this-morning', now), now)}`;
  const moments: readonly (readonly [Moment, string])[] = [
    ['five-minutes', words.fiveMinutes],
    ['one-hour', words.oneHour],
    ['this-morning', morning],
  ];
  return moments
    .filter(([moment]) => momentAt(moment, now) <= now)
    .map(([to, label]) => ({
      kind: 'action',
      label,
      action: { kind: 'restore', database: id, to },
      possible: momentAt(to, now) >= addedAt ? 'yes' : 'no',
    }));
}

function pauseItems(databases: readonly DatabaseView[], speech: Speech): readonly TrayItem[] {
  const words = speech.shared.tray;
  const paused = databases.filter(({ state }) => state.kind === 'paused').length;
  const pause: TrayItem = {
    kind: 'menu',
    label: words.pause,
    items: [
      act(words.pauseHour, { kind: 'pause', until: 'hour' }),
      act(words.pauseTomorrow, { kind: 'pause', until: 'tomorrow' }),
    ],
  };
  const resume = act(words.resume, { kind: 'resume' });
  if (paused === databases.length) return [resume];
  return paused === 0 ? [pause] : [pause, resume];
}

const URGENCY: Readonly<Record<Shape, number>> = {
  'needs-you': 0,
  waiting: 1,
  working: 2,
  paused: 3,
  safe: 4,
};

function byUrgency(a: DatabaseView, b: DatabaseView): number {
  return (
    URGENCY[shapeOf(a.state)] - URGENCY[shapeOf(b.state)] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

function act(label: string, action: TrayAction): TrayItem {
  return { kind: 'action', label, action, possible: 'yes' };
}

function coarse(at: number, now: number): number {
  return at !== 0 && now - at < NOW_IS ? now : at;
}

/** Keeps the end of a name, where it differs from others. */
function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = Math.floor(longest / 3);
  return `${text.slice(0, longest - end - 1)}…${text.slice(-end)}`;
}
