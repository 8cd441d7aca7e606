// Pictures of live replicas: who follows whom, the code that lets one in, following step by step, what is asked.
import type { Page } from 'playwright-core';
import type { Picture } from './pictures.ts';

const SMALL = [720, 480] as const;
const TALL = [1080, 1000] as const;
const route = '/replicas';

async function menu(page: Page, of: string, entry: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${of}` }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

async function connect(page: Page, address = 'macbook.local:7674'): Promise<void> {
  await page.getByRole('button', { name: 'Follow a database…' }).click();
  await page.getByRole('button', { name: 'Another Tidemark' }).click();
  await page.getByRole('textbox', { name: 'Address of the other computer' }).fill(address);
  await page.getByRole('textbox', { name: 'Code' }).fill('k7qf 2mxa plb3 wz5d 6tne rgh4');
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.waitForTimeout(600);
}

export const LIVE_PICTURES: readonly Picture[] = [
  { name: 'replicas', route, query: { state: 'replicas' } },
  { name: 'replicas-every', route, query: { state: 'replicasEvery' }, size: [1080, 1240] },
  { name: 'replicas-german', route, query: { state: 'replicasEvery', lang: 'de' }, size: [1080, 1240], themes: ['light'] },
  { name: 'replicas-empty', route, query: { state: 'calm' } },
  { name: 'replicas-serving', route, query: { state: 'replicasServing' }, themes: ['light'] },
  { name: 'replicas-following', route, query: { state: 'replicasFollowing' }, themes: ['light'] },
  { name: 'replicas-failed', route, query: { state: 'replicasFailed' }, themes: ['light'] },
  { name: 'replicas-many', route, query: { state: 'replicasMany' }, size: TALL, themes: ['light'] },
  { name: 'replicas-small', route, query: { state: 'replicas' }, size: SMALL, themes: ['light'] },
  { name: 'replicas-zoomed', route, query: { state: 'replicas' }, size: [540, 360], themes: ['light'] },
  { name: 'replicas-pair', route, query: { state: 'replicas' }, act: async (page) => { await page.getByRole('button', { name: 'Let a computer follow…' }).click(); } },
  {
    name: 'replicas-pair-german',
    route,
    query: { state: 'replicas', lang: 'de' },
    size: SMALL,
    themes: ['light'],
    act: async (page) => { await page.getByRole('button', { name: 'Computer einlassen…' }).click(); },
  },
  {
    name: 'replicas-serve',
    route,
    query: { state: 'replicasFollowing' },
    themes: ['light'],
    act: async (page) => { await page.getByRole('button', { name: 'Turn on…' }).click(); },
  },
  { name: 'replicas-from', route, query: { state: 'replicas' }, act: async (page) => { await page.getByRole('button', { name: 'Follow a database…' }).click(); } },
  {
    name: 'replicas-code',
    route,
    query: { state: 'replicas' },
    themes: ['light'],
    act: (page) => connect(page, 'nowhere:7674'),
  },
  { name: 'replicas-which', route, query: { state: 'replicas' }, act: async (page) => { await connect(page); await page.getByRole('radio', { name: 'orders.db' }).check({ force: true }); } },
  {
    name: 'replicas-history',
    route,
    query: { state: 'replicas' },
    themes: ['light'],
    act: async (page) => {
      await page.getByRole('button', { name: 'Follow a database…' }).click();
      await page.getByRole('button', { name: 'A destination' }).click();
      await page.getByRole('button', { name: 'Folder or disk' }).click();
      await page.getByRole('radio', { name: /Travel/ }).click();
      await page.getByRole('button', { name: 'Try it out' }).click();
      await page.waitForTimeout(1000);
    },
  },
  { name: 'replicas-promote', route, query: { state: 'replicasEvery' }, themes: ['light'], act: (page) => menu(page, 'orders.db', 'Take over…') },
  { name: 'replicas-promote-gone', route, query: { state: 'replicasEvery' }, themes: ['dark'], act: (page) => menu(page, 'notes.db', 'Take over…') },
  { name: 'replicas-hand-off', route, query: { state: 'replicas' }, themes: ['light'], act: (page) => menu(page, 'Office iMac', 'Hand orders.db over…') },
  { name: 'replicas-unfollow', route, query: { state: 'replicas' }, themes: ['light'], act: (page) => menu(page, 'orders.db', 'Stop following…') },
  {
    name: 'replicas-apart',
    route,
    query: { state: 'replicasEvery' },
    size: [1080, 1240],
    themes: ['light'],
    act: async (page) => { await page.getByText('1 copy was set apart').click(); },
  },
  { name: 'database-followed', route: '/database/db-ordersdb', query: { state: 'replicas' }, themes: ['light'] },
];
