import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../main/engine/base/clock.ts';
import { systemRandom } from '../../main/engine/base/random.ts';
import { type Dashboard, type DashboardOptions, openDashboard } from '../../main/headless/dashboard.ts';
import type { CallError } from '../../main/ipc/contract/client.ts';
import type { ShellView } from '../../main/ipc/contract/shell.ts';
import { connectControl, type Control } from '../../main/ipc/control/client.ts';
import { FakeEngine } from '../ipc/fake-engine.ts';

interface Place {
  readonly home: string;
  readonly userHome: string;
  readonly open: (more?: Partial<DashboardOptions>) => Promise<Dashboard>;
}

function place(): Place {
  const root = mkdtempSync(join(tmpdir(), 'dashboard-'));
  const [home, userHome, pages] = [join(root, 'home'), join(root, 'sam'), join(root, 'pages')];
  for (const dir of [home, userHome, pages]) mkdirSync(dir);
  writeFileSync(join(pages, 'index.html'), '<p>the app</p>');
  writeFileSync(join(userHome, 'shop.db'), '');
  const opened: Dashboard[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((dashboard) => dashboard.close()));
    rmSync(root, { recursive: true });
  });
  const options = {
    engine: new FakeEngine(),
    home,
    userHome,
    pages,
    address: { host: '127.0.0.1', port: 0 },
    ifTaken: 'refuse',
    platform: 'linux',
    clock: systemClock,
    random: systemRandom,
  } as const;
  const open = async (more: Partial<DashboardOptions> = {}): Promise<Dashboard> => {
    const dashboard = await openDashboard({ ...options, ...more });
    opened.push(dashboard);
    return dashboard;
  };
  return { home, userHome, open };
}

async function control(home: string, onShell: (view: ShellView) => void = () => undefined): Promise<Control> {
  const found = await connectControl(home, { onShell });
  if (found === undefined) throw new Error('nobody runs');
  onTestFinished(() => {
    found.close();
  });
  return found;
}

test('the address that the socket tells is let in', async () => {
  const { home, open } = place();
  const dashboard = await open();
  for (const address of [dashboard.invite(), await (await control(home)).address()]) {
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
  }
});

test('is a shell without a desktop', async () => {
  const { home, userHome, open } = place();
  const dashboard = await open();
  const shown = Promise.withResolvers<ShellView>();
  const { client } = await control(home, shown.resolve);
  client.watch();
  expect(await shown.promise).toMatchObject({ face: 'dashboard', platform: 'linux', home: userHome, chooser: 'listing', tray: 'none' });
  expect(await client.call('files.list', {})).toMatchObject({ entries: [{ name: 'shop.db', kind: 'file' }], more: 0 });
  await expect(client.call('files.list', { folder: '/' })).rejects.toMatchObject({ code: 'refused' });
  const unsupported = expect.objectContaining({ code: 'unsupported', hint: expect.stringMatching(/\.$/) as string }) as CallError;
  await expect(client.call('files.choose', { what: 'databases' })).rejects.toEqual(unsupported);
  await expect(client.call('files.reveal', { path: '/x' })).rejects.toEqual(unsupported);
  await expect(client.call('update.check', {})).rejects.toEqual(unsupported);
  await expect(client.call('update.install', {})).rejects.toEqual(unsupported);
  expect(await client.call('shell.quit', {})).toBeNull();
  await dashboard.quit;
});

test('a second one for the same folder is refused, and leaves no port open', async () => {
  const { home, open } = place();
  await open();
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as { port: number };
  free.close();
  await once(free, 'close');
  const address = { host: '127.0.0.1', port };
  await expect(open({ address })).rejects.toMatchObject({ code: 'state-in-use' });
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  await control(home);
});

test('a port that is taken: another one, or a clear word', async () => {
  const first = place();
  const { address } = await first.open();
  const second = place();
  await expect(second.open({ address })).rejects.toMatchObject({ code: 'busy', message: `127.0.0.1:${address.port} cannot be listened on` });
  const other = await second.open({ address, ifTaken: 'any-port' });
  expect(other.address.port).not.toBe(address.port);
});

test('after closing nobody is there', async () => {
  const { home, open } = place();
  const dashboard = await open();
  await dashboard.close();
  expect(await connectControl(home)).toBeUndefined();
  await expect(fetch(dashboard.invite())).rejects.toThrow();
});
