// The timeline as a person meets it: by keys, by pointer, by typing, and read aloud.
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { type ReactNode, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { de } from '../../../renderer/app/text/de.ts';
import { en } from '../../../renderer/app/text/en.ts';
import { type Colours } from '../../../renderer/parts/scrubber/colours.ts';
import { draw, rowsFor } from '../../../renderer/parts/scrubber/draw.ts';
import { timeLabels } from '../../../renderer/parts/scrubber/labels.ts';
import { Scrubber } from '../../../renderer/parts/scrubber/scrubber.tsx';
import { pointsOf } from '../../../renderer/state/points.ts';
import { createStore, type Store } from '../../../renderer/state/store.ts';
import { SessionContext } from '../../../renderer/state/hooks.ts';
import { fakeEngine } from '../rig/fake-engine.ts';
import { type Drawn, pointList, recordingContext, stubDrawing } from '../rig/points.ts';
import { engine, NOW, SHELL } from '../rig/states.ts';

const WIDTH = 600;
let drawn: Drawn;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }));
  drawn = stubDrawing(WIDTH + 64);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const MARK = { name: 'before migration', txid: 40, at: NOW - 61 * 60_000 };

interface Shown {
  readonly user: UserEvent;
  readonly chosen: Store<number | undefined>;
  readonly slider: HTMLElement;
}

function show(count = 100, language: 'en' | 'de' = 'en'): Shown {
  const chosen = createStore<number | undefined>(undefined);
  function Held(): ReactNode {
    const [index, setIndex] = useState<number>();
    const choose = (next: number | undefined): void => {
      chosen.set(next);
      setIndex(next);
    };
    const t = language === 'en' ? en.scrubber : de.scrubber;
    return <Scrubber points={pointsOf(pointList(count))} marks={[MARK]} chosen={index} onChoose={choose} language={language} t={t} />;
  }
  render(<SessionContext value={fakeEngine(engine([]), SHELL).session}><Held /></SessionContext>);
  return { user: userEvent.setup(), chosen, slider: screen.getByRole('slider') };
}

describe('read aloud', () => {
  it('is a slider over points, from the oldest to now', () => {
    const { slider } = show();
    expect(slider).toHaveAccessibleName('Moments to go back to');
    expect(slider).toHaveAttribute('aria-valuemax', '100');
    expect(slider).toHaveAttribute('aria-valuenow', '100');
    expect(slider).toHaveAttribute('aria-valuetext', 'Now');
  });

  it('says when, what and which', async () => {
    const { user, slider } = show();
    slider.focus();
    await user.keyboard('{Home}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^21 November 2026.*, snapshot, point 1 of 100$/);
    await user.keyboard('{ArrowRight}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/change of 2 KB, point 2 of 100$/);
  });

  it('says the name of a named moment, in German too', async () => {
    const { user, slider } = show(40, 'de');
    slider.focus();
    await user.keyboard('{End}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/Änderung von 40 KB, before migration, Punkt 40 von 40$/);
  });
});

describe('by pointer', () => {
  it('chooses the nearest point, and now at the waterline', () => {
    const { slider, chosen } = show();
    fireEvent.pointerDown(slider, { clientX: 1, clientY: 50, button: 0, pointerId: 1 });
    fireEvent.pointerUp(slider, { clientX: 1, clientY: 50, button: 0, pointerId: 1 });
    expect(chosen.get()).toBe(0);
    fireEvent.pointerDown(slider, { clientX: WIDTH + 20, clientY: 50, button: 0, pointerId: 1 });
    fireEvent.pointerUp(slider, { clientX: WIDTH + 20, clientY: 50, button: 0, pointerId: 1 });
    expect(chosen.get()).toBeUndefined();
  });

  it('does not choose at the end of a drag', () => {
    const { slider, chosen } = show();
    fireEvent.pointerDown(slider, { clientX: 300, clientY: 50, button: 0, pointerId: 1 });
    fireEvent.pointerMove(slider, { clientX: 360, clientY: 50, pointerId: 1 });
    fireEvent.pointerUp(slider, { clientX: 360, clientY: 50, button: 0, pointerId: 1 });
    expect(chosen.get()).toBeUndefined();
  });

  it('zooms with the wheel without scrolling the page', () => {
    const { slider } = show();
    expect(screen.getByRole('radio', { name: 'All' })).toBeChecked();
    const wheel = new WheelEvent('wheel', { deltaY: -200, clientX: 300, cancelable: true, bubbles: true });
    fireEvent(slider, wheel);
    expect(wheel.defaultPrevented).toBe(true);
    expect(screen.getByRole('radio', { name: 'All' })).not.toBeChecked();
  });
});

describe('by typing', () => {
  it('goes to the newest point not after a time', async () => {
    const { user, chosen } = show();
    await user.type(screen.getByRole('textbox', { name: 'Go to a time' }), '30 min ago');
    expect(screen.getByText(/10:12:07|:12:07/)).toBeInTheDocument();
    await user.keyboard('{Enter}');
    expect(chosen.get()).toBe(70);
    expect(screen.getByRole('textbox', { name: 'Go to a time' })).toHaveValue('');
  });

  it('begins with a digit on the timeline', async () => {
    const { user, slider } = show();
    slider.focus();
    await user.keyboard('1');
    expect(screen.getByRole('textbox', { name: 'Go to a time' })).toHaveFocus();
    expect(screen.getByRole('textbox', { name: 'Go to a time' })).toHaveValue('1');
  });

  it('says what it does not understand, and goes nowhere', async () => {
    const { user, chosen } = show();
    await user.type(screen.getByRole('textbox', { name: 'Go to a time' }), 'when it worked{Enter}');
    expect(screen.getByRole('textbox', { name: 'Go to a time' })).toBeInvalid();
    expect(screen.getByText(/^Not understood/)).toBeInTheDocument();
    expect(chosen.get()).toBeUndefined();
  });
});

describe('ranges', () => {
  it('are buttons', async () => {
    const { user } = show();
    await user.click(screen.getByRole('radio', { name: 'Week' }));
    expect(screen.getByRole('radio', { name: 'Week' })).toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Show less time' }));
    expect(screen.getByRole('radio', { name: 'Week' })).not.toBeChecked();
  });
});

describe('the picture', () => {
  it('is drawn once, and not again while nothing changes', async () => {
    show();
    const frames = (): number => drawn.calls.filter(({ name }) => name === 'clearRect').length;
    await vi.waitFor(() => { expect(frames()).toBeGreaterThan(0); });
    const before = frames();
    for (let i = 0; i < 5; i++) await new Promise((resolve) => { requestAnimationFrame(resolve); });
    expect(frames()).toBe(before);
  });

  it('costs the same for a hundred points and for a hundred thousand', () => {
    const cost = (count: number): number => {
      const calls: Drawn = { calls: [] };
      const points = pointsOf(pointList(count));
      const view = { from: points.axis[0]!, to: NOW };
      const colours: Colours = { ink: 'x', dim: 'x', line: 'x', paper: 'x', tide: 'x', wash: 'x', bar: 'x', font: 'x', textSize: 11 };
      draw(recordingContext(calls), {
        width: 800, gutter: 64, rows: rowsFor([MARK]), view, now: NOW, points, marks: [MARK], chosen: 5, hovered: 9,
        labels: timeLabels('en'), words: { now: 'now', later: '' },
      }, colours);
      return calls.calls.length;
    };
    expect(cost(100_000)).toBeLessThan(2 * 800);
    expect(cost(100)).toBeGreaterThan(100);
  });
});
