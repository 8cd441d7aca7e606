// The screens in a browser: how large, how soon, how smooth.
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Bench } from '../bench.ts';
import { prepareBusy } from '../busy.ts';
import { askAs, openBrowser, openDashboard } from '../dashboard.ts';
import { quantile, type Row } from '../row.ts';

const renderer = join(import.meta.dirname, '../../../dist/renderer');
const GIGABYTE = 2 ** 30;

export const bundle: Row = {
  name: 'bundle',
  about: 'bytes of the screens, all languages and screens, before compression',
  runs: 1,
  prepare() {
    return Promise.resolve(() => {
      const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' });
      const sizes = files.map((file) => statSync(join(renderer, file))).filter((stat) => stat.isFile());
      const ours = sizes.reduce((sum, { size }) => sum + size, 0) / 1000;
      const limit = { of: 'figure', is: 'at most', limit: 600 } as const;
      return Promise.resolve([{ what: 'dist/renderer', unit: 'kB', ours, anchors: {}, budget: limit }]);
    });
  },
};

export const firstPaint: Row = {
  name: 'first-paint',
  about: 'from opening the address to the first words on the screen, with 20 databases protected',
  runs: 5,
  async prepare(bench) {
    const { address, home } = await openDashboard(bench);
    const browser = await openBrowser(bench);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(address);
    const ask = await askAs(page.context(), address);
    await ask('database.register', { paths: databases(bench, home) });
    const bare = await barePage(bench);
    return async () => [
      {
        what: 'first contentful paint',
        unit: 'ms',
        ours: await paintOf(await context.newPage(), new URL('/', address).href),
        anchors: { 'a page of one line': await paintOf(await context.newPage(), bare) },
        budget: { of: 'figure', is: 'at most', limit: 500 },
      },
    ];
  },
};

export const frames: Row = {
  name: 'frames',
  about: 'frames of the Databases screen while 1 GB is first copied, 1 GB restored, and a third written',
  runs: 1,
  async prepare(bench) {
    const { address, home } = await openDashboard(bench);
    const browser = await openBrowser(bench);
    const page = await browser.newPage();
    await page.goto(address);
    const bare = await browser.newPage();
    await bare.goto(await barePage(bench));
    const spec = { folder: home, bytes: bench.pick(GIGABYTE, 2 ** 26), seconds: bench.pick(20, 3) };
    const work = prepareBusy(spec, await askAs(page.context(), address));
    return async () => {
      await page.bringToFront();
      await watchFrames(page);
      await work.run();
      const ours = await frameTimes(page);
      await bare.bringToFront();
      await watchFrames(bare);
      await bare.waitForTimeout(5000);
      const alone = await frameTimes(bare);
      const rate = { of: 'figure', is: 'at least', limit: 58 } as const;
      return [
        { what: 'rate', unit: 'frames/s', ours: rateOf(ours), anchors: { 'empty page, idle': rateOf(alone) }, budget: rate },
        { what: 'p99', unit: 'ms', ours: quantile(ours, 0.99), anchors: { 'empty page, idle': quantile(alone, 0.99) } },
      ];
    };
  },
};

function databases(bench: Bench, home: string): string[] {
  return Array.from({ length: 20 }, (_, i) => {
    const path = join(home, `app-${i}.db`);
    return bench.databaseAt(path, 2 ** 18);
  });
}

async function barePage(bench: Bench): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>bare</title><p>One line.');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bench.atEnd(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Runs in the page. */
const PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const paint = list.getEntriesByName('first-contentful-paint')[0];
    if (paint !== undefined) resolve(paint.startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

/** Runs in the page: notes the time between any two frames, ms. */
const WATCH = `{
  let last = performance.now();
  globalThis.frameTimes = [];
  const next = () => {
    const now = performance.now();
    globalThis.frameTimes.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}`;

/** Ms from the start of the navigation. */
async function paintOf(page: Page, url: string): Promise<number> {
  await page.goto(url);
  const time = await page.evaluate<number>(PAINT);
  await page.close();
  return time;
}

async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(WATCH);
}

function frameTimes(page: Page): Promise<number[]> {
  return page.evaluate<number[]>('globalThis.frameTimes');
}

function rateOf(times: readonly number[]): number {
  return (times.length / times.reduce((sum, time) => sum + time, 0)) * 1000;
}
