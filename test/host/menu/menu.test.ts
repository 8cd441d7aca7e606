import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { applicationMenu, type MenuAction } from '../../../main/host/menu/menu.ts';
import { speechOf } from '../../../main/host/words/speech.ts';

function made(
  platform: NodeJS.Platform,
  ran: MenuAction[] = [],
  language: 'en' | 'de' = 'en',
): MenuItemConstructorOptions[] {
  const words = speechOf(language).host.menu;
  return applicationMenu({ platform, words, build: 'packaged', run: (action) => ran.push(action) });
}

function drawn(items: MenuItemConstructorOptions[], indent = ''): string[] {
  return items.flatMap(({ label, role, type, accelerator, submenu }) => [
    `${indent}${label ?? role ?? type ?? ''}${accelerator === undefined ? '' : ` ${accelerator}`}`,
    ...(Array.isArray(submenu) ? drawn(submenu, `${indent}  `) : []),
  ]);
}

function all(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);
}

describe('the menu', () => {
  test.each(['darwin', 'win32', 'linux'] as const)('on %s is this', (platform) => {
    expect(drawn(made(platform))).toMatchSnapshot();
  });

  test.each(['darwin', 'win32', 'linux'] as const)(
    'on %s has no key twice, and a way to quit',
    (platform) => {
      const keys = all(made(platform)).flatMap(({ accelerator }) =>
        accelerator === undefined ? [] : [accelerator],
      );
      expect(new Set(keys).size).toBe(keys.length);
      expect(all(made(platform)).filter(({ role }) => role === 'quit')).toHaveLength(1);
    },
  );

  test('does what it says', () => {
    const ran: MenuAction[] = [];
    for (const { click } of all(made('linux', ran))) (click as (() => void) | undefined)?.();
    expect(ran).toEqual([
      { kind: 'open' },
      { kind: 'back-up' },
      { kind: 'show', route: { screen: 'settings' } },
      { kind: 'show', route: { screen: 'databases' } },
      { kind: 'show', route: { screen: 'destinations' } },
      { kind: 'show', route: { screen: 'replicas' } },
      { kind: 'show', route: { screen: 'activity' } },
      { kind: 'show-logs' },
      { kind: 'check-updates' },
    ]);
  });

  test('has the tools of a developer only when run from the sources', () => {
    const roles = all(made('linux')).map(({ role }) => role);
    expect(roles).not.toContain('toggleDevTools');
    expect(roles).not.toContain('reload');
  });

  test('speaks German', () => {
    expect(made('linux', [], 'de').map(({ label }) => label)).toEqual([
      'Ablage',
      'Bearbeiten',
      'Ansicht',
      'Fenster',
      'Hilfe',
    ]);
  });
});
