// The keys there are: those of actions, and those that move about in lists and on the timeline.
import { type Action, DATABASE_ACTIONS, FRAME_ACTIONS } from '../actions.ts';
import type { Texts } from '../text/texts.ts';

export interface Shortcut {
  readonly title: string;
  /** As `Keys` takes them. */
  readonly keys: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

type Move = keyof Texts['shortcuts']['moves'];

const LIST: readonly (readonly [Move, readonly string[]])[] = [
  ['choose', ['ArrowUp', 'ArrowDown']],
  ['open', ['Enter']],
  ['stop', ['Delete']],
  ['filter', ['/']],
];

const TIMELINE: readonly (readonly [Move, readonly string[]])[] = [
  ['point', ['ArrowLeft', 'ArrowRight']],
  ['tenPoints', ['Shift+ArrowLeft', 'Shift+ArrowRight']],
  ['day', ['PageDown', 'PageUp']],
  ['ends', ['Home', 'End']],
  ['zoom', ['Plus', 'Minus']],
  ['type', ['0–9']],
  ['now', ['Escape']],
];

export function sections({ actions, shortcuts }: Texts): readonly Section[] {
  const moves = (list: typeof LIST): Shortcut[] => list.map(([move, keys]) => ({ title: shortcuts.moves[move], keys }));
  const keyed = <Context>(list: readonly Action<Context>[]): Shortcut[] =>
    list.filter(({ keys }) => keys.length > 0).map(({ id, keys }) => ({ title: actions[id], keys }));
  return [
    { title: shortcuts.everywhere, shortcuts: keyed(FRAME_ACTIONS) },
    { title: shortcuts.database, shortcuts: keyed(DATABASE_ACTIONS) },
    { title: shortcuts.timeline, shortcuts: moves(TIMELINE) },
    { title: shortcuts.list, shortcuts: moves(LIST) },
  ];
}
