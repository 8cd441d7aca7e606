// Pages of other origins on the same computer: what they can do to the dashboard of somebody who is logged in.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { test } from './rig/test.ts';

test('a foreign page cannot open the WebSocket, fetch, frame, or drive it', async ({ desk, window }) => {
  await window.sees('Nothing is protected yet.');
  const ours = new URL(window.page.url()).origin;
  const other = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<!doctype html><title>foreign</title>'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const foreign = await window.page.context().newPage();
  await foreign.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);

  const socket = await foreign.evaluate((origin) => new Promise<string>((resolve) => {
    const wire = new WebSocket(`${origin.replace('http', 'ws')}/wire`);
    wire.onopen = () => { resolve('open'); };
    wire.onclose = () => { resolve('closed'); };
  }), ours);
  expect(socket).toBe('closed');

  for (const mode of ['cors', 'no-cors'] as const) {
    const read = await foreign.evaluate(async ([origin, how]) => {
      try {
        const response = await fetch(origin, { mode: how, credentials: 'include' });
        return `${response.type} ${await response.text()}`;
      } catch {
        return 'refused';
      }
    }, [ours, mode] as const);
    expect(read).not.toContain('root');
  }

  const framed = await foreign.evaluate((origin) => new Promise<string>((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = () => { resolve(frame.contentDocument === null ? 'hidden' : 'readable'); };
    frame.src = origin;
    document.body.append(frame);
  }), ours);
  expect(framed).toBe('hidden');
  expect(await foreign.frames()[1]!.locator('#root').count()).toBe(0);

  const opened = await foreign.evaluateHandle((origin) => self.open(origin), ours);
  await expect.poll(() => foreign.evaluate((handle) => handle === null || handle.closed, opened)).toBe(true);

  await desk.run('status');
  await window.sees('Nothing is protected yet.');
  other.close();
});
