// Ties the stand-in to electron.d.ts: what it has in place of one of Electron's objects must be called as that is, and
// answer as that does. A new release that differs does not compile.
import type { EventEmitter } from 'node:events';
import type { BrowserWindow, Menu, NativeImage, WebContents } from 'electron';

type Whole = EventEmitter | BrowserWindow | Menu | NativeImage | WebContents;

/** Whole objects of Electron's are stood in for as well: what is given in their place is not looked into here. */
type Given<R> = R extends Whole ? unknown : R;

/** The parts `K` of `T`. */
export type Stand<T, K extends keyof T> = {
  [P in K]: T[P] extends (...args: infer A) => infer R ? (...args: A) => Given<R> : T[P];
};
