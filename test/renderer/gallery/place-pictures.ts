// Pictures of destinations: the cards, adding one of each kind, changing one, the pen, a history that is gone on with.
import type { Page } from 'playwright-core';
import type { Picture } from './pictures.ts';

const SMALL = [720, 480] as const;
const route = '/destinations';
const TALL = [1080, 1000] as const;

async function add(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a destination' }).click();
  await page.getByRole('button', { name: kind }).click();
}

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.getByRole('textbox', { name, exact: true }).fill(value);
}

async function tryOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.waitForTimeout(1000);
}

const S3 = { 'Bucket': 'ada-backups', 'Access key': 'AKIAEXAMPLE', 'Secret key': 'not a real one' };
const SFTP = { Server: 'nas.example.net', User: 'ada', Password: 'not a real one' };

async function change(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Change…' }).click();
}

export const PLACE_PICTURES: readonly Picture[] = [
  { name: 'destinations', route, query: { state: 'kinds' }, size: TALL },
  { name: 'destinations-german', route, query: { state: 'kinds', lang: 'de' }, size: TALL, themes: ['light'] },
  { name: 'destinations-many', route, query: { state: 'twenty' }, themes: ['light'] },
  { name: 'destinations-small', route, query: { state: 'kinds' }, size: SMALL, themes: ['light'] },
  { name: 'destinations-empty', route, query: { state: 'empty' }, themes: ['light'] },
  {
    name: 'destinations-add-kind',
    route,
    query: { state: 'kinds' },
    act: async (page) => { await page.getByRole('button', { name: 'Add a destination' }).click(); },
  },
  {
    name: 'destinations-add-folder',
    route,
    query: { state: 'every' },
    themes: ['light'],
    act: async (page) => {
      await add(page, 'Folder or disk');
      await page.getByRole('radio', { name: /Travel/ }).click();
      await tryOut(page);
    },
  },
  {
    name: 'destinations-add-s3',
    route,
    query: { state: 'kinds' },
    act: async (page) => {
      await add(page, 'S3 bucket');
      await fill(page, S3);
      await page.getByText('Advanced').click();
    },
  },
  {
    name: 'destinations-add-s3-wrong',
    route,
    query: { state: 'kinds' },
    themes: ['light'],
    act: async (page) => {
      await add(page, 'S3 bucket');
      await page.getByRole('radio', { name: 'Backblaze B2' }).check({ force: true });
      await page.getByRole('button', { name: 'Try it out' }).click();
    },
  },
  { name: 'destinations-add-s3-tried', route, query: { state: 'kinds' }, act: async (page) => { await add(page, 'S3 bucket'); await fill(page, S3); await tryOut(page); } },
  {
    name: 'destinations-add-s3-refused',
    route,
    query: { state: 'kinds' },
    themes: ['light'],
    act: async (page) => {
      await add(page, 'S3 bucket');
      await fill(page, { ...S3, Bucket: 'refuses' });
      await tryOut(page);
    },
  },
  { name: 'destinations-add-sftp', route, query: { state: 'kinds' }, act: async (page) => { await add(page, 'SFTP server'); await fill(page, SFTP); await tryOut(page); } },
  {
    name: 'destinations-add-small',
    route,
    query: { state: 'kinds', lang: 'de' },
    size: SMALL,
    themes: ['light'],
    act: async (page) => {
      await page.getByRole('button', { name: 'Ziel hinzufügen' }).click();
      await page.getByRole('button', { name: 'S3-Bucket' }).click();
    },
  },
  { name: 'destinations-change', route, query: { state: 'kinds' }, act: (page) => change(page, 'eu-bucket') },
  {
    name: 'destinations-change-tried',
    route,
    query: { state: 'kinds' },
    themes: ['light'],
    act: async (page) => {
      await change(page, 'Office NAS');
      await page.getByRole('button', { name: 'Try it out now' }).click();
      await page.waitForTimeout(900);
    },
  },
  {
    name: 'destinations-take-pen',
    route,
    query: { state: 'kinds' },
    act: async (page) => { await page.getByRole('button', { name: 'Take over…' }).click(); },
  },
  {
    name: 'destinations-adopt',
    route,
    query: { state: 'kinds' },
    themes: ['light'],
    act: async (page) => {
      await page.getByRole('button', { name: 'Go on with a history…' }).click();
      await page.getByRole('button', { name: 'S3 bucket' }).click();
      await fill(page, S3);
      await tryOut(page);
      await fill(page, { Database: '/home/ada/Shop/data/orders.db' });
      await page.getByRole('button', { name: 'Go on with it' }).click();
    },
  },
  { name: 'databases-kinds', query: { state: 'kinds' } },
  { name: 'databases-standby', query: { state: 'standby' }, themes: ['light'] },
  { name: 'database-standby', route: '/database/db-crmdb', query: { state: 'standby' } },
];
