// Points of a database for tests, and what jsdom lacks for drawing them.
import { vi } from 'vitest';
import type { PointList } from '../../../main/ipc/contract/views.ts';
import { NOW } from './states.ts';

const MINUTE = 60_000;

/** Changes a minute apart, the newest `NOW - 1 min`; TXIDs from 1. Every tenth is a snapshot. */
export function pointList(count: number, over: Partial<PointList> = {}): PointList {
  const all = Array.from({ length: count }, (_, i) => i);
  return {
    destination: 'to-disk',
    txids: all.map((i) => i + 1),
    times: all.map((i) => NOW - (count - i) * MINUTE),
    bytes: all.map((i) => (i + 1) * 1000),
    kinds: all.map((i) => (i % 10 === 0 ? 's' : 'c')).join(''),
    ...over,
  };
}

/** What was drawn: each call of the canvas's context, in order. */
export interface Drawn {
  readonly calls: { readonly name: string; readonly given: readonly unknown[] }[];
}

/** jsdom lays nothing out and draws nothing: this says how wide the chart is, and writes down what is drawn. */
export function stubDrawing(width = 664): Drawn {
  const drawn: Drawn = { calls: [] };
  vi.stubGlobal('ResizeObserver', class {
    readonly #callback: (entries: unknown[]) => void;
    constructor(callback: (entries: unknown[]) => void) {
      this.#callback = callback;
    }
    observe(): void {
      this.#callback([{ contentRect: { width } }]);
    }
    unobserve(): void { /* Nothing is watched. */ }
    disconnect(): void { /* Nothing is watched. */ }
  });
  HTMLCanvasElement.prototype.getContext = (() => recordingContext(drawn)) as unknown as HTMLCanvasElement['getContext'];
  HTMLElement.prototype.setPointerCapture = () => undefined;
  return drawn;
}

export function recordingContext({ calls }: Drawn): CanvasRenderingContext2D {
  return new Proxy({} as CanvasRenderingContext2D, {
    get: (_target, name) => (...given: unknown[]) => {
      calls.push({ name: String(name), given });
      return name === 'measureText' ? { width: String(given[0]).length * 6 } : undefined;
    },
    set: () => true,
  });
}
