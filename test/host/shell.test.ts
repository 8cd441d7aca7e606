import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemDisk } from '../../main/engine/base/disk.ts';
import type { CallContext } from '../../main/ipc/contract/handlers.ts';
import type { ShellView } from '../../main/ipc/contract/shell.ts';
import { HostShell, openOptions } from '../../main/host/shell.ts';
import { speechOf } from '../../main/host/words/speech.ts';

const words = speechOf('en').host.dialog;
const context: CallContext = { signal: new AbortController().signal, onNews: () => undefined };

let dir: string;
let view: ShellView;
let revealed: string[];
let asked: unknown[];
let chosen: string[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-shell-'));
  view = {
    face: 'desktop',
    platform: 'linux',
    version: '1',
    home: dir,
    chooser: 'native',
    reveal: 'possible',
    login: 'off',
    tray: 'shown',
    update: { kind: 'none' },
  };
  revealed = [];
  asked = [];
  chosen = [];
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const shell = (): HostShell =>
  new HostShell({
    view: () => view,
    words: () => words,
    platform: 'linux',
    disk: systemDisk,
    open: (options) => {
      asked.push(options);
      return Promise.resolve({ canceled: chosen.length === 0, filePaths: chosen });
    },
    save: (options) => {
      asked.push(options);
      return Promise.resolve({ canceled: chosen.length === 0, filePath: chosen[0] ?? '' });
    },
    reveal: (path) => revealed.push(path),
    checkUpdates: () => Promise.resolve(),
    installUpdate: () => Promise.resolve(),
    quit: () => undefined,
  });

describe('files', () => {
  test.each(['databases', 'folder', 'new-file'] as const)(
    'of kind %s are chosen by a person, or not',
    async (what) => {
      const { handlers } = shell();
      expect(await handlers['files.choose']({ what }, context)).toEqual([]);
      chosen = ['/home/ada/a.db'];
      expect(await handlers['files.choose']({ what, suggested: '/home/ada' }, context)).toEqual(chosen);
      expect(asked[1]).toMatchObject({ defaultPath: '/home/ada' });
    },
  );

  test('and folders are chosen in one dialog only on macOS', () => {
    expect(openOptions('databases', words, 'darwin', undefined).properties).toContain('openDirectory');
    for (const platform of ['linux', 'win32'] as const) {
      expect(openOptions('databases', words, platform, undefined).properties).not.toContain('openDirectory');
    }
    expect(openOptions('folder', words, 'linux', undefined).properties).toEqual([
      'openDirectory',
      'createDirectory',
    ]);
  });

  test('are shown only where they are', async () => {
    const { handlers } = shell();
    const path = join(dir, 'a.db');
    writeFileSync(path, '');
    await handlers['files.reveal']({ path }, context);
    for (const wrong of [join(dir, 'b.db'), 'a.db', '../a.db', 'file:///etc', 'https://evil.example']) {
      expect(() => handlers['files.reveal']({ path: wrong }, context)).toThrow('no such file');
    }
    expect(revealed).toEqual([path]);
    expect(() => handlers['files.list']({}, context)).toThrow('not listed');
  });
});

test('faces hear when something about the shell is different, and only then', () => {
  const made = shell();
  const heard: ShellView[] = [];
  made.changed.on((now) => heard.push(now));
  made.look();
  made.look();
  view = { ...view, login: 'on' };
  made.look();
  expect(heard.map(({ login }) => login)).toEqual(['off', 'on']);
});
