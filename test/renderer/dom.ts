// Set up for every test of the screens: the matchers of testing-library, a page that is emptied after each test, and
// still stand-ins for what jsdom lacks since it lays nothing out.
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Screens are loaded when they are first shown, which takes a while on a busy machine.
configure({ asyncUtilTimeout: 15_000 });

afterEach(cleanup);

class StillObserver implements ResizeObserver {
  observe(): void { /* Nothing ever changes its size. */ }
  unobserve(): void { /* As above. */ }
  disconnect(): void { /* As above. */ }
}

const lightWindow: Partial<MediaQueryList> = {
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};

globalThis.ResizeObserver = StillObserver;
globalThis.matchMedia = () => lightWindow as MediaQueryList;
if (typeof Element !== 'undefined') Element.prototype.scrollIntoView = () => undefined;
