// What goes wrong is said in German to who reads German; the engine's own words are in the details.
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { EngineView, ErrorView } from '../../../main/ipc/contract/views.ts';
import { capitalised } from '../../../main/ipc/contract/words/sentence.ts';
import { openApp } from '../rig/app.tsx';
import { copy, database, destination, engine, NOW, SHELL } from '../rig/states.ts';

const DENIED: ErrorView = {
  code: 'destination-denied',
  message: '/media/backup cannot be used (EACCES)',
  hint: 'Check that you may read and write in that folder.',
};
const DENIED_DE = 'das Ziel lässt sich nicht benutzen (/media/backup)';
const DENIED_HINT = 'Prüfen Sie, ob es ein Ordner ist, den Sie lesen und in den Sie schreiben dürfen.';
// What the errors of these tests say in English.
const ENGLISH = /cannot|check that|is not|choose|try again|may be/i;

function german(...databases: readonly Parameters<typeof database>[]): EngineView {
  const state = engine(databases.map((one) => database(...one)));
  return { ...state, settings: { ...state.settings, language: 'de' } };
}

/** All that is shown, without the details. */
function shownText(): string {
  const page = document.body.cloneNode(true) as HTMLElement;
  for (const details of page.querySelectorAll('details')) details.remove();
  const titles = [...page.querySelectorAll('[title]')].map((one) => one.getAttribute('title'));
  return [page.textContent, ...titles].join('\n');
}

async function expectNote(title: string, text: string, original: ErrorView): Promise<void> {
  const note = (await screen.findByText(title)).closest<HTMLElement>('[role=alert]')!;
  expect(within(note).getByText(text)).toBeVisible();
  expect(within(note).getByText('Einzelheiten').closest('details')).toHaveTextContent(
    `${original.code}: ${original.message} ${original.hint}`.trim(),
  );
  expect(shownText()).not.toMatch(ENGLISH);
}

test('of a database that failed', async () => {
  const state = { kind: 'failed', reason: DENIED } as const;
  openApp(german(['orders.db', { state, copies: [copy({ state })] }]));
  expect(await screen.findByText(`orders.db braucht Sie: ${DENIED_DE}.`, { ignore: '.hidden-text' })).toBeVisible();
  expect(screen.getByText(DENIED_DE)).toHaveAttribute('title', DENIED_DE);
  expect(shownText()).not.toMatch(ENGLISH);
});

test('of a database that failed, on its own screen and beside its copy', async () => {
  const state = { kind: 'failed', reason: DENIED } as const;
  const view = german(['orders.db', { state, copies: [copy({ state })] }]);
  openApp(view, { at: `#/database/${Object.keys(view.databases)[0]!}`, answers: { 'points.list': () => new Promise(() => undefined) } });
  expect(await screen.findByText(DENIED_DE)).toBeVisible();
  await expectNote('Das Ziel lässt sich nicht benutzen (/media/backup).', DENIED_HINT, DENIED);
});

test('of a database that waits', async () => {
  const reason = { code: 'database-locked', message: '/home/ada/orders.db is locked by another program', hint: 'Try again.' };
  const view = german(['orders.db', { state: { kind: 'waiting', reason } }]);
  openApp(view, { at: `#/database/${Object.keys(view.databases)[0]!}`, answers: { 'points.list': () => new Promise(() => undefined) } });
  expect(await screen.findByText(/^Ein anderes Programm sperrt die Datenbank \(\/home\/ada\/orders\.db\)\./)).toBeVisible();
  expect(shownText()).not.toMatch(ENGLISH);
});

test('of trouble in the activity', async () => {
  const state = { kind: 'failed', endedAt: NOW, reason: DENIED } as const;
  const trouble = { id: 'op-1', facts: { kind: 'trouble' }, databaseName: 'orders.db', startedAt: NOW, state } as const;
  openApp(german(['orders.db']), {
    at: '#/activity/op-1',
    answers: { 'activity.list': () => ({ operations: [trouble] }) },
  });
  expect(await screen.findByRole('button', { name: /^fehlgeschlagen Das Ziel lässt sich nicht benutzen/ })).toBeVisible();
  await expectNote('Das Ziel lässt sich nicht benutzen (/media/backup).', DENIED_HINT, DENIED);
});

test('of a destination, and of the copies there', async () => {
  const state = { kind: 'failed', reason: DENIED } as const;
  const view = german(['orders.db', { state, copies: [copy({ state })] }]);
  const destinations = { 'to-disk': destination('to-disk', 'Backup Disk', { reach: { kind: 'denied', reason: DENIED } }) };
  openApp({ ...view, destinations }, { at: '#/destinations' });
  expect(await screen.findByText(capitalised(DENIED_DE))).toBeVisible();
  await expectNote('Das Ziel lässt sich nicht benutzen (/media/backup).', DENIED_HINT, DENIED);
});

test('of a drop that is refused', async () => {
  const error = { code: 'database-not-sqlite', message: 'notes.txt is not an SQLite database', hint: 'Choose the database file itself.' };
  openApp(german(['orders.db']), {
    answers: { 'database.register': () => [{ path: '/home/ada/notes.txt', outcome: { kind: 'refused', error } }] },
  });
  await screen.findByRole('heading', { name: 'Datenbanken' });
  const items = [{ getAsFile: () => new File(['x'], 'notes.txt'), webkitGetAsEntry: () => null }];
  fireEvent.drop(window, { dataTransfer: { types: ['Files'], items, getData: () => '', dropEffect: 'none' } });
  await expectNote('Das ist keine SQLite-Datenbank.', 'Wählen Sie die Datei der Datenbank selbst.', error);
});

test('of a drop of nothing, in the words of the screen', async () => {
  openApp(german(['orders.db']));
  await screen.findByRole('heading', { name: 'Datenbanken' });
  fireEvent.drop(window, { dataTransfer: { types: ['Files'], items: [], getData: () => '', dropEffect: 'none' } });
  expect(await screen.findByText('Was abgelegt wurde, ist keine Datei auf diesem Computer.')).toBeVisible();
});

test('of a call that fails', async () => {
  const error = { code: 'busy', message: 'the engine is starting', hint: 'Try again in a moment.' };
  const { user } = openApp(german(['orders.db']), {
    at: '#/settings',
    answers: { 'settings.set': () => { throw Object.assign(new Error(error.message), error); } },
  });
  await user.click(await screen.findByRole('radio', { name: 'Dunkel' }));
  await expectNote('Tidemark ist gerade beschäftigt.', 'Versuchen Sie es gleich noch einmal.', error);
});

test('of a look for updates that fails', async () => {
  const update = { kind: 'failed', message: 'net::ERR_INTERNET_DISCONNECTED cannot connect' } as const;
  openApp(german(['orders.db']), { at: '#/settings', shell: { ...SHELL, face: 'desktop', update } });
  const original = { code: 'update', message: update.message, hint: '' };
  await expectNote('Die Aktualisierung war nicht zu bekommen.', 'Prüfen Sie die Verbindung zum Internet, und versuchen Sie es später noch einmal.', original);
});
