import { beforeEach, describe, expect, test } from 'vitest';
import { START_PAGE } from '../../../main/host/protocol/scheme.ts';
import { AGAIN_LINK, COPY_LINK, type Trouble, TROUBLE_PAGE } from '../../../main/host/window/trouble.ts';
import { MainWindow } from '../../../main/host/window/window.ts';
import { FakeClock } from '../../engine/fake-clock.ts';
import { recordedLog } from '../recorder.ts';

type Listener = (...details: never[]) => void;

class Emits {
  readonly #listeners = new Map<string, Listener>();
  on(event: string, listener: Listener): void {
    this.#listeners.set(event, listener);
  }
  tell(event: string, ...details: unknown[]): void {
    this.#listeners.get(event)?.(...(details as never[]));
  }
}

class Contents extends Emits {
  readonly id = 1;
  crashes = 0;
  forcefullyCrashRenderer(): void {
    this.crashes += 1;
    this.tell('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
  }
}

class Window extends Emits {
  readonly webContents = new Contents();
  readonly visited: string[] = [];
  readonly did: string[] = [];
  minimized: 'yes' | 'no' = 'no';
  loadURL(url: string): Promise<void> {
    this.visited.push(url);
    return Promise.resolve();
  }
  show(): void {
    this.did.push('show');
  }
  focus(): void {
    this.did.push('focus');
  }
  restore(): void {
    this.did.push('restore');
  }
  isMinimized(): boolean {
    return this.minimized === 'yes';
  }
  flashFrame(): void {
    this.did.push('flash');
  }
  destroy(): void {
    this.did.push('destroy');
    this.tell('closed');
  }
  fail(code: number, where: 'main' | 'inner' = 'main'): void {
    this.webContents.tell('did-fail-load', {}, code, 'ERR', START_PAGE, where === 'main');
  }
}

let made: Window[];
let hopeless: Trouble[];
let copied: string[];
let clock: FakeClock;
let main: MainWindow<Window>;
beforeEach(() => {
  made = [];
  hopeless = [];
  copied = [];
  clock = new FakeClock();
  main = new MainWindow({
    create: () => {
      made.push(new Window());
      return made.at(-1)!;
    },
    options: () => ({}),
    onOpened: () => undefined,
    onClosed: () => undefined,
    onHopeless: (trouble) => hopeless.push(trouble),
    copy: (text) => copied.push(text),
    clock,
    log: recordedLog(),
  });
});

describe('the window', () => {
  test('is made when it is wanted, shown when it has something to show, and made anew after it was closed', () => {
    main.show();
    expect(made[0]).toMatchObject({ visited: [START_PAGE], did: [] });
    made[0]!.tell('ready-to-show');
    expect(made[0]!.did).toEqual(['show']);
    made[0]!.tell('closed');
    expect(main.current).toBeUndefined();
    main.show();
    expect(made).toHaveLength(2);
  });

  test('is brought to the front when it is there', () => {
    main.show();
    made[0]!.minimized = 'yes';
    main.show();
    expect(made).toHaveLength(1);
    expect(made[0]!.did).toEqual(['restore', 'show', 'focus']);
  });

  test.each([
    [
      'crashes',
      (window: Window) => {
        window.webContents.tell('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
      },
      'crashed',
    ],
    [
      'does not load',
      (window: Window) => {
        window.fail(-6);
      },
      'not-loaded',
    ],
  ] as const)('that %s shows what happened, and comes back', (_what, happen, kind) => {
    main.show();
    happen(made[0]!);
    expect(made[0]!.visited).toEqual([START_PAGE, TROUBLE_PAGE]);
    expect(main.trouble?.kind).toBe(kind);
    main.follow(COPY_LINK);
    expect(copied).toEqual([main.trouble?.details]);
    main.follow(AGAIN_LINK);
    expect(made[0]!.visited.at(-1)).toBe(START_PAGE);
    expect(main.trouble).toBeUndefined();
  });

  test('is not troubled by what is no trouble', () => {
    main.show();
    made[0]!.fail(-3);
    made[0]!.fail(-6, 'inner');
    made[0]!.webContents.tell('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    main.follow('tidemark-app://app/anything');
    expect(made[0]!.visited).toEqual([START_PAGE]);
  });

  test('that fails to show even that is given up, once', () => {
    main.show();
    made[0]!.fail(-6);
    made[0]!.fail(-6);
    expect(hopeless).toHaveLength(1);
    expect(main.current).toBeUndefined();
    main.show();
    expect(made).toHaveLength(2);
  });

  test('that does not answer for ten seconds is replaced; one that answers again is not', async () => {
    main.show();
    made[0]!.tell('unresponsive');
    clock.advance(9000);
    made[0]!.tell('responsive');
    clock.advance(9000);
    await new Promise(setImmediate);
    expect(made[0]!.webContents.crashes).toBe(0);
    made[0]!.tell('unresponsive');
    clock.advance(10_000);
    await new Promise(setImmediate);
    expect(made[0]!.webContents.crashes).toBe(1);
    expect(main.trouble?.kind).toBe('frozen');
    expect(made[0]!.visited).toEqual([START_PAGE, TROUBLE_PAGE]);
  });

  test('shows an obstacle instead of the screens for as long as there is one', () => {
    main.setObstacle({ kind: 'engine', details: 'in use' });
    main.show();
    main.follow(AGAIN_LINK);
    expect(made[0]!.visited).toEqual([TROUBLE_PAGE, TROUBLE_PAGE]);
    main.setObstacle(undefined);
    main.setObstacle(undefined);
    expect(made[0]!.visited).toEqual([TROUBLE_PAGE, TROUBLE_PAGE, START_PAGE]);
  });
});
