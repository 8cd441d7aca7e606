// A walk through every screen and most of what lies over them, in any language: by routes, roles and places, not by words.
import type { Locator } from 'playwright-core';
import type { Window } from './window.ts';

export interface Stop {
  readonly name: string;
  readonly go: (window: Window) => Promise<void>;
}

const dialog = (window: Window): Locator => window.page.locator('[role=dialog], [role=alertdialog]').last();

async function route(window: Window, hash: string): Promise<void> {
  await window.page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await window.page.getByRole('heading', { level: 1 }).waitFor();
}

async function closed(window: Window): Promise<void> {
  await window.press('Escape');
  await dialog(window).waitFor({ state: 'hidden' });
}

/** The step before, of a wizard. */
async function back(window: Window): Promise<void> {
  await dialog(window).locator('footer').getByRole('button').nth(1).click();
}

async function list(window: Window): Promise<void> {
  await route(window, '#/databases');
  await window.page.getByRole('row').first().waitFor();
}

/** One chosen from the menu of the first database: its place in the menu, from the end. */
async function asked(window: Window, fromEnd: number): Promise<void> {
  await list(window);
  await window.page.locator('[data-menu]').first().click();
  const items = window.page.getByRole('menuitem');
  await items.first().waitFor();
  await items.nth(-fromEnd).click();
  await dialog(window).waitFor();
}

/** Needs one database, safe, with two points at least. */
export const TOUR: readonly Stop[] = [
  { name: 'databases', go: list },
  {
    name: 'menu of a database',
    go: async (window) => {
      await window.page.locator('[data-menu]').first().click();
      await window.page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'database',
    go: async (window) => {
      await window.press('Escape');
      await list(window);
      await window.page.getByRole('row').first().press('Enter');
      await window.page.getByRole('slider').press('Home');
      await window.page.locator('code').nth(1).waitFor();
    },
  },
  {
    name: 'restore sheet',
    go: async (window) => {
      await window.page.locator('main footer').getByRole('button').last().click();
      await dialog(window).getByRole('listitem').first().waitFor();
    },
  },
  {
    name: 'restore sheet, a copy',
    go: async (window) => {
      await dialog(window).getByRole('radio').last().check();
      await dialog(window).locator('footer').getByRole('button').last().waitFor();
    },
  },
  {
    name: 'restore done',
    go: async (window) => {
      await dialog(window).locator('footer').getByRole('button').last().click();
      await dialog(window).locator('[role=status] p').nth(2).waitFor();
    },
  },
  { name: 'destinations', go: async (window) => { await closed(window); await route(window, '#/destinations'); } },
  {
    name: 'adding a destination',
    go: async (window) => {
      await window.page.getByRole('main').getByRole('button').nth(1).click();
      await dialog(window).getByRole('textbox').waitFor();
    },
  },
  {
    name: 'a bucket',
    go: async (window) => {
      await dialog(window).getByRole('button').nth(1).click();
      await dialog(window).locator('summary').click();
      await dialog(window).getByRole('combobox').first().waitFor();
    },
  },
  {
    name: 'a server, with what is missing',
    go: async (window) => {
      await back(window);
      await dialog(window).getByRole('button').nth(2).click();
      await dialog(window).getByRole('radio').last().check({ force: true });
      await dialog(window).locator('footer').getByRole('button').last().click();
      await dialog(window).locator('[aria-invalid]').first().waitFor();
    },
  },
  {
    name: 'file dialog',
    go: async (window) => {
      await back(window);
      await dialog(window).getByRole('button').first().click();
      await dialog(window).getByRole('radiogroup').getByRole('button').click();
      await window.page.getByRole('listbox').waitFor();
    },
  },
  {
    name: 'trial of a destination',
    go: async (window) => {
      await dialog(window).locator('footer').getByRole('button').last().click();
      await window.page.getByRole('listbox').waitFor({ state: 'hidden' });
      await dialog(window).locator('footer').getByRole('button').last().click();
      await dialog(window).getByRole('textbox').waitFor();
      await dialog(window).locator('summary').last().click();
    },
  },
  {
    name: 'changing a destination',
    go: async (window) => {
      await closed(window);
      await window.page.getByRole('main').getByRole('list').getByRole('button').first().click();
      await window.page.getByRole('menuitem').first().click();
      await dialog(window).getByRole('textbox').first().waitFor();
    },
  },
  {
    name: 'going on with a history',
    go: async (window) => {
      await closed(window);
      await window.page.getByRole('main').getByRole('button').first().click();
      await dialog(window).getByRole('textbox').waitFor();
    },
  },
  { name: 'replicas', go: async (window) => { await closed(window); await route(window, '#/replicas'); } },
  {
    name: 'letting others follow',
    go: async (window) => {
      await window.page.getByRole('main').getByRole('button').first().click();
      await dialog(window).getByRole('radio').last().check({ force: true });
    },
  },
  {
    name: 'replicas, served',
    go: async (window) => {
      await dialog(window).locator('footer').getByRole('button').last().click();
      await dialog(window).waitFor({ state: 'hidden' });
      await window.page.getByRole('region').nth(1).getByRole('button').nth(1).waitFor();
    },
  },
  {
    name: 'a code',
    go: async (window) => {
      await window.page.getByRole('region').nth(1).getByRole('button').nth(1).click();
      await dialog(window).locator('summary').click();
    },
  },
  {
    name: 'following a database',
    go: async (window) => {
      await closed(window);
      await window.page.getByRole('main').getByRole('button').first().click();
      await dialog(window).getByRole('button').first().waitFor();
    },
  },
  {
    name: 'following by a code, with a wrong one',
    go: async (window) => {
      await dialog(window).getByRole('button').first().click();
      await dialog(window).getByRole('textbox').first().fill('127.0.0.1:1');
      await dialog(window).getByRole('textbox').last().fill('AAAA-AAAA-AAAA');
      await dialog(window).locator('footer').getByRole('button').last().click();
      await dialog(window).getByRole('alert').waitFor();
    },
  },
  {
    name: 'activity, one opened',
    go: async (window) => {
      await closed(window);
      await route(window, '#/activity');
      await window.page.locator('[aria-expanded=false]').first().click();
      await window.page.locator('dl').first().waitFor();
    },
  },
  { name: 'settings', go: async (window) => { await route(window, '#/settings'); await window.page.getByRole('spinbutton').first().waitFor(); } },
  {
    name: 'palette',
    go: async (window) => {
      await window.press('Control+k');
      await window.page.getByRole('combobox').and(window.page.locator(':focus')).waitFor();
    },
  },
  {
    name: 'keyboard shortcuts',
    go: async (window) => {
      await closed(window);
      await window.press('?');
      await dialog(window).waitFor();
    },
  },
  { name: 'destinations of a database', go: async (window) => { await closed(window); await asked(window, 3); } },
  { name: 'retention of a database', go: async (window) => { await closed(window); await asked(window, 2); } },
  { name: 'no longer protecting', go: async (window) => { await closed(window); await asked(window, 1); } },
];
