// The parts that every screen uses, where they decide something.
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { Button } from '../../../renderer/parts/button/button.tsx';
import { Shape } from '../../../renderer/parts/shape/shape.tsx';
import { barsOf } from '../../../renderer/parts/sparkline/sparkline.tsx';
import { duration } from '../../../renderer/parts/text/duration.ts';
import { bareAddress, folderOf, nameOf, splitPath, tildePath } from '../../../renderer/parts/text/paths.ts';
import { createToasts } from '../../../renderer/parts/toaster/toasts.ts';
import { shareOf } from '../../../renderer/parts/progress/progress.tsx';
import type { Shape as ShapeKind } from '../../../main/ipc/contract/words/overall.ts';

describe('a button', () => {
  test('that works or may not be pressed does nothing, and keeps the focus', async () => {
    const pressed = vi.fn();
    const { rerender } = render(<Button onClick={pressed}>Go</Button>);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button'));
    rerender(<Button onClick={pressed} working>Go</Button>);
    await user.click(screen.getByRole('button'));
    rerender(<Button onClick={pressed} disabled>Go</Button>);
    await user.click(screen.getByRole('button'));
    expect(pressed).toHaveBeenCalledTimes(1);
    await waitFor(() => { expect(screen.getByRole('button')).toHaveFocus(); });
  });
});

describe('a shape', () => {
  const drawing = (kind: ShapeKind): string => {
    const { container, unmount } = render(<Shape kind={kind} />);
    const drawn = container.querySelector('svg')!.innerHTML.replaceAll(/class="[^"]*"/g, '');
    unmount();
    return drawn;
  };

  test('differs from every other by its drawing alone', () => {
    const kinds: readonly ShapeKind[] = ['safe', 'working', 'paused', 'needs-you'];
    expect(new Set(kinds.map(drawing)).size).toBe(kinds.length);
  });

  test('fills as the level rises', () => {
    const at = (level: number): string => {
      const { container, unmount } = render(<Shape kind="working" level={level} />);
      const drawn = container.innerHTML;
      unmount();
      return drawn;
    };
    expect(new Set([0.2, 0.5, 0.9, 1].map(at)).size).toBe(4);
    expect(at(7)).toBe(at(1));
  });
});

describe('paths', () => {
  test('home is ~, and nothing else is', () => {
    expect(tildePath('/home/ada/x', '/home/ada')).toBe('~/x');
    expect(tildePath('/home/ada', '/home/ada')).toBe('~');
    expect(tildePath('/home/adam/x', '/home/ada')).toBe('/home/adam/x');
    expect(tildePath('/srv/x', '')).toBe('/srv/x');
    expect(tildePath('C:\\Users\\ada\\x', 'C:\\Users\\ada')).toBe('~\\x');
  });

  test('an address is shown without how it is reached; a path stays whole', () => {
    expect(bareAddress('s3://bucket/folder?endpoint=http%3A%2F%2Fx&forcePathStyle=true')).toBe('s3://bucket/folder');
    expect(bareAddress('/home/ada/what?/x')).toBe('/home/ada/what?/x');
    expect(bareAddress('C:\\what?')).toBe('C:\\what?');
  });

  test('split at the last separator of either kind', () => {
    expect(splitPath('/a/b.db')).toEqual(['/a', '/b.db']);
    expect(splitPath('C:\\a\\b.db')).toEqual(['C:\\a', '\\b.db']);
    expect(splitPath('/b.db')).toEqual(['', '/b.db']);
    expect([nameOf('/a/b.db'), nameOf('C:\\a\\b.db'), nameOf('b.db')]).toEqual(['b.db', 'b.db', 'b.db']);
    expect([folderOf('/a/b.db'), folderOf('/b.db')]).toEqual(['/a', '/']);
  });
});

test('durations are said in one unit', () => {
  expect([0, 900, 18_000, 80_000, 200_000, 7_200_000, 200_000_000].map((ms) => duration('en', ms))).toEqual([
    '1 sec', '1 sec', '18 sec', '80 sec', '3 min', '2 hr', '2 days',
  ]);
});

test('a share is known only where the whole is', () => {
  expect(shareOf(undefined)).toBeUndefined();
  expect(shareOf({ step: 'read', done: 5 })).toBeUndefined();
  expect(shareOf({ step: 'read', done: 0, total: 0 })).toBeUndefined();
  expect(shareOf({ step: 'read', done: 5, total: 10 })).toBe(0.5);
  expect(shareOf({ step: 'read', done: 12, total: 10 })).toBe(1);
});

test('a sparkline of nothing is a flat line, and of something fills its height', () => {
  expect(barsOf([0, 0], 20, 10)).toBe('M0 10v-1h9v1zM10 10v-1h9v1z');
  expect(barsOf([0, 100], 20, 10)).toContain('v-10');
  expect(barsOf([], 20, 10)).toBe('');
});

describe('toasts', () => {
  test('one takes the place of that with its id; the oldest go', () => {
    const { shown, show, dismiss } = createToasts();
    for (const id of ['a', 'b', 'c', 'd', 'e']) show({ id, tone: 'plain', content: id });
    expect(shown.get().map(({ id }) => id)).toEqual(['b', 'c', 'd', 'e']);
    show({ id: 'c', tone: 'error', content: 'again' });
    expect(shown.get().map(({ content }) => content)).toEqual(['b', 'again', 'd', 'e']);
    dismiss('b');
    expect(shown.get().map(({ id }) => id)).toEqual(['c', 'd', 'e']);
  });
});
