// The palette: everything by name, moments by typed time, and the same for a terminal.
import { screen, waitFor, within } from '@testing-library/react';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { APP_ACTIONS, DATABASE_ACTIONS, FRAME_ACTIONS } from '../../../renderer/app/actions.ts';
import { isPressed, type KeyPress } from '../../../renderer/app/keys.ts';
import { commandLine, quote } from '../../../renderer/app/palette/command-line.ts';
import { fit } from '../../../renderer/app/palette/fuzzy.ts';
import { type Opened, openApp } from '../rig/app.tsx';
import type { Answers } from '../rig/fake-engine.ts';
import { pointList, stubDrawing } from '../rig/points.ts';
import { database, engine, NOW } from '../rig/states.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  stubDrawing();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function open(at = '#/databases', answers: Answers = {}): Promise<Opened> {
  const opened = openApp(engine([database('orders.db', { txid: 30 }), database("ada's notes.db")]), { at, answers: { 'points.list': () => pointList(30), ...answers } });
  await screen.findByRole('navigation');
  await opened.user.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('combobox', { name: 'Search and commands' });
  await waitFor(() => { expect(field).toHaveFocus(); });
  return opened;
}

const options = (): HTMLElement[] => within(screen.getByRole('listbox', { name: 'Results' })).queryAllByRole('option');

describe('the palette', () => {
  it('goes to a database by a few letters', async () => {
    const { user } = await open();
    await user.keyboard('ordb');
    expect(options()[0]).toHaveTextContent('orders.db');
    await user.keyboard('{Enter}');
    expect(window.location.hash).toBe('#/database/db-ordersdb');
    await waitFor(() => { expect(screen.queryByRole('combobox')).not.toBeInTheDocument(); });
  });

  it('goes to a typed moment of the database on screen', async () => {
    const { user } = await open('#/database/db-ordersdb');
    await user.keyboard('30 min ago');
    expect(options()[0]).toHaveTextContent(/^Restore to .*…orders\.db/);
    await user.keyboard('{Enter}');
    expect(window.location.hash).toBe(`#/restore/db-ordersdb?at=${NOW - 30 * 60_000}`);
  });

  it('offers no moments where it is not clear of what', async () => {
    const { user } = await open();
    await user.keyboard('30 min ago');
    expect(screen.queryByText(/^Restore to/)).not.toBeInTheDocument();
    expect(screen.getByText(/^Nothing fits/)).toBeVisible();
  });

  it('acts, and says that it did', async () => {
    const { user, inputsOf } = await open('#/databases', { 'database.backUp': () => null });
    await user.keyboard('back up all{Enter}');
    expect(inputsOf('database.backUp')).toEqual([{}]);
    expect(await screen.findByText('Done: Back up all databases now')).toBeVisible();
  });

  it('acts on the database on screen, and says what failed', async () => {
    const { user, inputsOf } = await open('#/database/db-ordersdb', {
      'database.pause': () => { throw Object.assign(new Error('the engine is stopping'), { code: 'stopping', hint: 'Try again soon.' }); },
    });
    await user.keyboard('pause for 1{Enter}');
    expect(inputsOf('database.pause')).toEqual([{ databases: ['db-ordersdb'], until: NOW + 3_600_000 }]);
    expect(await screen.findByText('The engine is stopping.')).toBeVisible();
  });

  it('is walked with the arrow keys, around the ends', async () => {
    const { user } = await open();
    const chosen = (): number => options().findIndex((one) => one.getAttribute('aria-selected') === 'true');
    await user.keyboard('{ArrowUp}');
    expect(chosen()).toBe(options().length - 1);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(chosen()).toBe(1);
    expect(screen.getByRole('combobox').getAttribute('aria-activedescendant')).toBe(options()[1]?.id);
  });

  it('copies the command that does the same', async () => {
    const { user } = await open('#/database/db-ordersdb');
    await user.keyboard('back up now');
    await user.click(screen.getByRole('button', { name: /^Copy as command/ }));
    expect(await navigator.clipboard.readText()).toBe('tidemark sync /home/ada/Shop/data/orders.db');
    expect(await screen.findByText('Copied')).toBeVisible();
  });

  it('leads to the list of keys', async () => {
    const { user } = await open();
    await user.keyboard('keyboard{Enter}');
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(sheet).getByText('Ten points')).toBeVisible();
  });
});

describe('the registry of actions', () => {
  const all = [...FRAME_ACTIONS, ...APP_ACTIONS, ...DATABASE_ACTIONS];

  it('names each action once', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('gives a key to one action at a time', () => {
    const keys = all.flatMap((action) => action.keys.map((key) => [key, action.id] as const));
    const twice = keys.filter(([key], i) => keys.findIndex(([other]) => other === key) !== i).map(([, id]) => id);
    // Only one of the two ever fits.
    expect(twice).toEqual(['resume']);
  });

  it('hears its keys, and not those that are typed', () => {
    const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, target: document.body };
    const press = (key: string, over: Partial<KeyPress> = {}): KeyPress => ({ key, ...none, ...over });
    expect(isPressed(press('k', { metaKey: true }), 'Mod+K')).toBe(true);
    expect(isPressed(press('k'), 'Mod+K')).toBe(false);
    expect(isPressed(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(isPressed(press('R', { shiftKey: true }), 'R')).toBe(false);
    const field = document.createElement('input');
    expect(isPressed(press('r', { target: field }), 'R')).toBe(false);
    expect(isPressed(press('k', { target: field, ctrlKey: true }), 'Mod+K')).toBe(true);
  });
});

describe('the command line', () => {
  const awkward = ["/home/ada/it's $HOME `id` \"x\" !1 \\ *.db", '/a b\n c', '-x', '', "''", 'ä ö 中', '$(touch /tmp/x)', 'a;b&c|d'];

  it.each(awkward)('is read back by a shell as it was meant: %j', (word) => {
    const line = `printf %s ${quote(word, 'linux')}`;
    expect(execFileSync('sh', ['-c', `${line}; printf .`], { encoding: 'utf8' })).toBe(`${word}.`);
  });

  it('doubles quotes for PowerShell', () => {
    expect(quote("C:\\Ada's files\\x.db", 'win32')).toBe("'C:\\Ada''s files\\x.db'");
  });

  it('leaves plain words as they are', () => {
    expect(commandLine({ command: 'restore.inPlace', words: ['-txid', '000000000000001d', '/home/ada/x.db'] }, 'linux')).toBe(
      'tidemark restore -in-place -txid 000000000000001d /home/ada/x.db',
    );
  });

  it('is nothing where a terminal has no such command', () => {
    expect(commandLine({ command: 'database.find', words: [] }, 'linux')).toBeUndefined();
  });
});

describe('fitting', () => {
  it('takes letters in order, whatever their case and accents', () => {
    expect(fit('odb', 'orders.db')).toBeDefined();
    expect(fit('bdo', 'orders.db')).toBeUndefined();
    expect(fit('MÜLL', 'muller.db')).toBeDefined();
    expect(fit('', 'anything')).toBe(0);
  });

  it.each([
    ['ord', 'orders.db', 'old records.db'],
    ['pa', 'Pause all databases', 'Copy a report'],
    ['all', 'Back up all', 'Shallow'],
    ['bn', 'Back up now', 'cabin'],
  ])('prefers for %s: %s to %s', (typed, better, worse) => {
    expect(fit(typed, better)!).toBeGreaterThan(fit(typed, worse) ?? -1);
  });
});
