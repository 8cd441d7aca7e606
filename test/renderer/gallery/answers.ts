// What the gallery's engine answers: enough of a world to walk through every screen.
import type { Candidate, DatabaseView, EngineView, PointList } from '../../../main/ipc/contract/views.ts';
import type { Listing } from '../../../main/ipc/contract/shell.ts';
import type { Answers } from '../rig/fake-engine.ts';
import { previewOf } from './fading.ts';
import { liveAnswers } from './live.ts';
import { pastAnswers } from './past.ts';
import { placeAnswers } from './places.ts';
import { copy, database, NOW } from '../rig/states.ts';

const DAY = 86_400_000;
type Show = (change: (before: EngineView) => EngineView) => void;

const wait = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

const candidate = (path: string, size: number, age: number, app?: string): Candidate => ({
  path, size, pageSize: 4096, mode: 'wal', changedAt: NOW - age, ...(app !== undefined && { app }),
});

export const CANDIDATES: readonly Candidate[] = [
  candidate('/home/ada/Shop/data/orders.db', 412e6, 2000),
  candidate('/home/ada/Shop/data/customers.db', 84e6, 40 * 60_000),
  candidate('/home/ada/projects/crm/dev.sqlite3', 1.2e6, 3 * DAY),
  candidate('/home/ada/Pictures/digikam4.db', 290e6, 9 * DAY, 'digiKam'),
  candidate('/home/ada/Zotero/zotero.sqlite', 61e6, DAY, 'Zotero'),
  candidate('/home/ada/.mozilla/firefox/x1.default/places.sqlite', 40e6, 9000, 'Firefox'),
  candidate('/home/ada/.mozilla/firefox/x1.default/favicons.sqlite', 10e6, 9000, 'Firefox'),
  candidate('/home/ada/.mozilla/firefox/x1.default/cookies.sqlite', 1e6, 4000, 'Firefox'),
  candidate('/home/ada/.cache/tracker3/files/meta.db', 33e6, 60_000),
];

function listing(folder = '/home/ada'): Listing {
  const entry = (name: string, kind: 'folder' | 'file', size = 0) =>
    ({ name, path: `${folder}/${name}`, kind, size, changedAt: NOW - DAY }) as const;
  return {
    folder,
    ...(folder !== '/home/ada' && { parent: folder.slice(0, folder.lastIndexOf('/')) }),
    entries: [
      entry('.config', 'folder'), entry('Backups', 'folder'), entry('Documents', 'folder'), entry('Pictures', 'folder'),
      entry('Shop', 'folder'), entry('ledger.db', 'file', 12e6), entry('notes.sqlite', 'file', 900e3), entry('todo.txt', 'file', 2e3),
    ],
    more: 0,
  };
}

/** 6,000 points: every few seconds today, thinning out towards three months ago. */
function points(): PointList {
  const times = Array.from({ length: 6000 }, (_, i) => Math.round(NOW - 2000 - 90 * DAY * ((6000 - i) / 6000) ** 4));
  return {
    destination: 'to-disk',
    txids: times.map((_, i) => i + 1),
    times,
    bytes: times.map((_, i) => Math.round(4000 * (2 + Math.sin(i / 40) + 8 * Math.max(0, Math.sin(i / 777))))),
    kinds: times.map((_, i) => (i % 200 === 0 ? 's' : 'c')).join(''),
  };
}

export function answers(show: Show): Answers {
  const change = (id: string, over: Partial<DatabaseView>): void => {
    show((before) => {
      const one = before.databases[id];
      return one === undefined ? before : { ...before, databases: { ...before.databases, [id]: { ...one, ...over } } };
    });
  };
  return {
    'database.find': async (_input, { onNews }) => {
      for (let seen = 0; seen < 5; seen++) {
        onNews({ kind: 'progress', progress: { step: 'find', done: seen * 21_000 } });
        await wait(60);
      }
      return CANDIDATES;
    },
    'database.check': ({ path }) => ({ path, size: 12e6, pageSize: 4096, mode: 'wal' }),
    'database.register': async ({ paths }) => {
      await wait(300);
      return paths.map((path) => {
        const name = path.slice(path.lastIndexOf('/') + 1);
        if (name.endsWith('.txt')) return { path, outcome: { kind: 'refused' as const, error: { code: 'not-a-database', message: `${name} is not an SQLite database`, hint: 'Drop the database file itself.' } } };
        const fresh = database(name, { path, state: { kind: 'behind' }, copies: [copy({ state: { kind: 'uploading' }, txid: 0, safeAt: 0 })] });
        show((before) => ({ ...before, databases: { ...before.databases, [fresh.id]: fresh } }));
        setTimeout(() => {
          show((before) => ({ ...before, databases: { ...before.databases, [fresh.id]: database(name, { path }) } }));
        }, 3000);
        return { path, outcome: { kind: 'registered' as const, id: fresh.id } };
      });
    },
    'database.unregister': ({ database: id }) => {
      show((before) => ({ ...before, databases: Object.fromEntries(Object.entries(before.databases).filter(([key]) => key !== id)) }));
      return null;
    },
    'database.locate': () => null,
    'database.pause': ({ databases = [], until }) => {
      for (const id of databases) change(id, { state: { kind: 'paused', ...(until !== undefined && { until }) } });
      return null;
    },
    'database.resume': ({ databases = [] }) => {
      for (const id of databases) change(id, { state: { kind: 'safe' } });
      return null;
    },
    'database.backUp': async () => { await wait(2000); return null; },
    'database.setDestinations': () => null,
    'database.configure': () => null,
    ...pastAnswers(show),
    ...placeAnswers(show),
    ...liveAnswers(show),
    'retention.preview': ({ policy }) => previewOf(points().times, policy),
    'retention.apply': () => 1.2e9,
    'settings.set': (input) => {
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      show((before) => ({ ...before, settings: { ...before.settings, ...given } }));
      return null;
    },
    'diagnostics.report': () => 'Tidemark 0.1.0\nSQLite 3.54.1\n4 databases, all safe\n',
    'files.choose': () => ['/home/ada/ledger.db'],
    'files.list': ({ folder }) => listing(folder),
    'files.reveal': () => null,
    'update.check': () => null,
  };
}
