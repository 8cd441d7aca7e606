// What the palette offers for what was typed: moments, databases, destinations and actions, best first.
import type { DatabaseView, EngineView } from '../../../main/ipc/contract/views.ts';
import { parseTime } from '../../state/time-words.ts';
import { type Action, type AppContext, type CommandLine, DATABASE_ACTIONS, type DatabaseContext, APP_ACTIONS, FRAME_ACTIONS, type FrameContext } from '../actions.ts';
import { go } from '../routes.ts';
import type { TextsOf } from '../text/texts.ts';
import { fit } from './fuzzy.ts';

export interface PaletteItem {
  readonly id: string;
  readonly group: 'moment' | 'database' | 'action' | 'destination';
  readonly title: string;
  /** Which database, or where. */
  readonly detail: string;
  readonly keys: string | undefined;
  readonly command: CommandLine | undefined;
  readonly run: () => Promise<unknown> | undefined;
}

export interface PaletteWorld {
  readonly frame: FrameContext;
  readonly app: AppContext;
  /** The database on screen, or the only one. */
  readonly database: DatabaseContext | undefined;
  readonly t: { readonly actions: TextsOf<'actions'>; readonly palette: TextsOf<'palette'> };
  /** `20 Nov, 14:00:00` */
  readonly time: (at: number) => string;
}

/** Shown without anything typed, and in all. */
const MOST = { untyped: 30, typed: 60 } as const;

export function paletteItems(typed: string, world: PaletteWorld): readonly PaletteItem[] {
  const query = typed.trim();
  const all = [...actions(world), ...databases(world.app.view), ...destinations(world)];
  if (query === '') return all.slice(0, MOST.untyped);
  const fitting = all.flatMap((item) => {
    const score = Math.max(fit(query, item.title) ?? -1, (fit(query, `${item.title} ${item.detail}`) ?? -1) - 5);
    return score < 0 ? [] : [{ item, score }];
  });
  const sorted = fitting.toSorted((a, b) => b.score - a.score).map(({ item }) => item);
  return [...moments(query, world), ...sorted].slice(0, MOST.typed);
}

function moments(query: string, { database: context, t, time, app }: PaletteWorld): readonly PaletteItem[] {
  const typed = parseTime(query, app.now());
  if (context === undefined || context.database.txid === 0 || typed.kind !== 'moment') return [];
  const { database } = context;
  return [{
    id: 'moment',
    group: 'moment',
    title: t.palette.restoreTo(time(typed.at)),
    detail: database.name,
    keys: undefined,
    command: { command: 'restore.inPlace', words: ['-timestamp', new Date(typed.at).toISOString(), database.path] },
    run: () => { go({ screen: 'restore', database: database.id, at: typed.at }); return undefined; },
  }];
}

function actions({ frame, app, database, t }: PaletteWorld): readonly PaletteItem[] {
  const item = <Context>(action: Action<Context>, context: Context, detail: string): readonly PaletteItem[] =>
    !action.fits(context) ? [] : [{
      id: action.id,
      group: 'action',
      title: t.actions[action.id],
      detail,
      keys: action.keys[0],
      command: action.command?.(context),
      run: () => action.run(context),
    }];
  return [
    ...(database === undefined ? [] : DATABASE_ACTIONS.flatMap((action) => item(action, database, database.database.name))),
    ...APP_ACTIONS.flatMap((action) => item(action, app, '')),
    ...FRAME_ACTIONS.filter(({ id }) => id !== 'palette').flatMap((action) => item(action, frame, '')),
  ];
}

function databases(view: EngineView): readonly PaletteItem[] {
  return Object.values(view.databases).toSorted(byName).map(({ id, name, path }) => ({
    id: `database-${id}`,
    group: 'database',
    title: name,
    detail: path,
    keys: undefined,
    command: undefined,
    run: () => { go({ screen: 'database', database: id }); return undefined; },
  }));
}

function byName(a: DatabaseView, b: DatabaseView): number {
  return a.name.localeCompare(b.name);
}

function destinations({ app: { view } }: PaletteWorld): readonly PaletteItem[] {
  return Object.values(view.destinations).map(({ id, name, url }) => ({
    id: `destination-${id}`,
    group: 'destination',
    title: name,
    detail: url,
    keys: undefined,
    command: undefined,
    run: () => { go({ screen: 'destinations' }); return undefined; },
  }));
}
