// The menu by keyboard and by pointer, as the ARIA pattern for menu buttons has it.
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { Button } from '../../../renderer/parts/button/button.tsx';
import { Menu } from '../../../renderer/parts/menu/menu.tsx';
import type { MenuEntry } from '../../../renderer/parts/menu/menu-entry.ts';

interface Shown {
  readonly run: ReturnType<typeof vi.fn<(what: string) => void>>;
  readonly user: UserEvent;
  readonly more: HTMLElement;
}

function shown(): Shown {
  const run = vi.fn<(what: string) => void>();
  const action = (id: string, over: { disabled?: boolean } = {}): MenuEntry => ({ kind: 'action', id, text: id, run: () => { run(id); }, ...over });
  const entries: readonly MenuEntry[] = [
    action('Restore'),
    action('Remove', { disabled: true }),
    { kind: 'submenu', id: 'Pause', text: 'Pause', entries: [action('Hour'), action('Day')] },
    { kind: 'line', id: 'line' },
    action('Stop'),
  ];
  render(<Menu trigger={<Button>More</Button>} entries={entries} />);
  return { run, user: userEvent.setup(), more: screen.getByRole('button', { name: 'More' }) };
}

const item = (name: string): HTMLElement => screen.getByRole('menuitem', { name });

describe('by keyboard', () => {
  test('opens on its first entry, arrows go round, Escape goes back', async () => {
    const { user, more } = shown();
    more.focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('menu', { name: 'More' })).toBeVisible();
    expect(more).toHaveAttribute('aria-expanded', 'true');
    expect(item('Restore')).toHaveFocus();
    await user.keyboard('{ArrowUp}');
    expect(item('Stop')).toHaveFocus();
    await user.keyboard('{ArrowDown}');
    expect(item('Restore')).toHaveFocus();
    await user.keyboard('{End}{Home}{Escape}');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(more).toHaveFocus();
    expect(more).toHaveAttribute('aria-expanded', 'false');
  });

  test('letters jump, Enter runs once and closes', async () => {
    const { user, more, run } = shown();
    more.focus();
    await user.keyboard('{ArrowDown}st');
    expect(item('Stop')).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(run.mock.calls).toEqual([['Stop']]);
    expect(screen.queryByRole('menu')).toBeNull();
    expect(more).toHaveFocus();
  });

  test('what is disabled is found but not run', async () => {
    const { user, more, run } = shown();
    more.focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(item('Remove')).toHaveFocus();
    expect(run).not.toHaveBeenCalled();
  });

  test('a submenu is entered with →, left with ← and with Escape, and runs', async () => {
    const { user, more, run } = shown();
    more.focus();
    await user.keyboard('{ArrowDown}p{ArrowRight}');
    await waitFor(() => { expect(item('Hour')).toHaveFocus(); });
    await user.keyboard('{ArrowLeft}');
    await waitFor(() => { expect(screen.queryByRole('menuitem', { name: 'Hour' })).toBeNull(); });
    expect(item('Pause')).toHaveFocus();
    await user.keyboard('{Enter}');
    await waitFor(() => { expect(item('Hour')).toHaveFocus(); });
    await user.keyboard('{ArrowDown}{Enter}');
    expect(run.mock.calls).toEqual([['Day']]);
    expect(screen.queryByRole('menu')).toBeNull();
  });

  test('Tab leaves it', async () => {
    const { user, more } = shown();
    more.focus();
    await user.keyboard('{ArrowDown}{Tab}');
    expect(screen.queryByRole('menu')).toBeNull();
  });
});

describe('by pointer', () => {
  test('runs what is clicked', async () => {
    const { user, more, run } = shown();
    await user.click(more);
    await user.click(item('Restore'));
    expect(run.mock.calls).toEqual([['Restore']]);
    expect(screen.queryByRole('menu')).toBeNull();
  });

  test('a submenu opens under the pointer, and closes when it goes elsewhere', async () => {
    const { user, more } = shown();
    await user.click(more);
    await user.hover(item('Pause'));
    await screen.findByRole('menuitem', { name: 'Hour' });
    await user.hover(item('Stop'));
    await waitFor(() => { expect(screen.queryByRole('menuitem', { name: 'Hour' })).toBeNull(); });
  });

  test('a click outside closes it and does nothing else', async () => {
    const { user, more, run } = shown();
    await user.click(more);
    fireEvent.pointerDown(screen.getByRole('menu').previousElementSibling!);
    expect(screen.queryByRole('menu')).toBeNull();
    expect(run).not.toHaveBeenCalled();
  });
});
