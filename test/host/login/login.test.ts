import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { AppliedLogin } from '../../../main/host/login/applied.ts';
import { desktopEntry } from '../../../main/host/login/desktop-entry.ts';
import {
  autostartFile,
  type LoginItem,
  type LoginSettings,
  systemLoginItem,
} from '../../../main/host/login/login.ts';

const disk = systemDisk;
const random = systemRandom;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-login-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('the entry of an app that starts at login', () => {
  /** What a desktop makes of the entry's command, by the rules of the specification. */
  function commandOf(entry: string): string[] {
    const value = /^Exec=(.*)$/m.exec(entry)![1]!;
    const text = value.replaceAll(/\\(.)/g, (_, character: string) => (character === 's' ? ' ' : character));
    const words = text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g);
    return [...words].map(([, quoted, plain]) =>
      (quoted?.replaceAll(/\\(["`$\\])/g, '$1') ?? plain!).replaceAll('%%', '%'),
    );
  }

  test.each([
    [['/opt/tidemark-app', '--hidden']],
    [['/home/ada/My Apps/Tidemark.AppImage', '--hidden']],
    [['/opt/100%/tidemark', '--hidden']],
    [['/opt/a"b`c$d\\e/tidemark', '--hidden']],
    [['/opt/naïve (old)/tidemark;rm -rf ~', '--hidden']],
    [['', '--hidden']],
  ])('starts %j', (command) => {
    expect(commandOf(desktopEntry({ name: 'Tidemark', comment: 'Copies.', command }))).toEqual(command);
  });

  test('is this file', () => {
    expect(desktopEntry({ name: 'Tidemark', comment: 'Copies\nall.', command: ['/opt/t', '--hidden'] })).toBe(
      '[Desktop Entry]\nType=Application\nName=Tidemark\nComment=Copies\\nall.\nExec=/opt/t --hidden\n' +
        'Terminal=false\nX-GNOME-Autostart-enabled=true\n',
    );
  });
});

describe('on Linux', () => {
  const make = (): LoginItem =>
    autostartFile({
      file: join(dir, 'config/autostart/t.desktop'),
      command: ['/opt/t'],
      comment: '',
      disk,
      random,
    });

  test('a file is written and taken away', () => {
    const item = make();
    expect(item.view()).toBe('off');
    item.set('off');
    item.set('on');
    expect(item.view()).toBe('on');
    expect(readFileSync(join(dir, 'config/autostart/t.desktop'), 'utf8')).toContain('Exec=/opt/t --hidden');
    expect(readdirSync(join(dir, 'config/autostart'))).toEqual(['t.desktop']);
    item.set('off');
    expect(item.view()).toBe('off');
  });

  test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('an entry with %s is off', (line) => {
    const item = make();
    item.set('on');
    writeFileSync(join(dir, 'config/autostart/t.desktop'), `[Desktop Entry]\n${line}\n`);
    expect(item.view()).toBe('off');
  });
});

describe('where the system has a way', () => {
  test.each([
    ['darwin', {}],
    ['win32', { path: 'C:\\t.exe', args: ['--hidden'] }],
  ] as const)('on %s it is asked and told', (platform, command) => {
    const told: unknown[] = [];
    const asked: unknown[] = [];
    const app: LoginSettings = {
      getLoginItemSettings: (options) => {
        asked.push(options);
        return { openAtLogin: told.length > 0 };
      },
      setLoginItemSettings: (settings) => told.push(settings),
    };
    const item = systemLoginItem(app, platform, 'C:\\t.exe');
    expect(item.view()).toBe('off');
    item.set('on');
    expect(item.view()).toBe('on');
    expect(told).toEqual([{ openAtLogin: true, ...command }]);
    expect(asked).toEqual([command, command]);
  });

  test('macOS may want the person to approve', () => {
    const app: LoginSettings = {
      getLoginItemSettings: () => ({ openAtLogin: false, status: 'requires-approval' }),
      setLoginItemSettings: () => undefined,
    };
    expect(systemLoginItem(app, 'darwin', '/a').view()).toBe('needs-approval');
  });
});

describe('what a person chose', () => {
  const recorded = (): LoginItem & {
    readonly set: (wanted: 'on' | 'off') => void;
    readonly told: string[];
  } => {
    const told: string[] = [];
    return { told, view: () => 'off', set: (wanted) => told.push(wanted) };
  };
  const applied = (item: LoginItem): AppliedLogin =>
    new AppliedLogin({ item, file: join(dir, 'login'), disk, random });

  test('is brought to the system once, also over restarts', () => {
    const item = recorded();
    applied(item).apply('no');
    expect(item.told).toEqual([]);
    expect(applied(item).apply('yes')).toBe('changed');
    expect(applied(item).apply('yes')).toBe('as before');
    expect(applied(item).apply('no')).toBe('changed');
    expect(item.told).toEqual(['on', 'off']);
    expect(statSync(join(dir, 'login')).mode & 0o777).toBe(0o600);
  });

  test('is not remembered as done when the system refused', () => {
    const refusing: LoginItem = {
      view: () => 'off',
      set: () => {
        throw new Error('no');
      },
    };
    expect(() => applied(refusing).apply('yes')).toThrow('no');
    const item = recorded();
    applied(item).apply('yes');
    expect(item.told).toEqual(['on']);
  });
});
