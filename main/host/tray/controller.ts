// Draws the tray: a model at a time, only when it differs from what is shown, and no more often than an eye can follow.
import type { MenuItemConstructorOptions, NativeImage } from 'electron';
import type { Clock } from '../../engine/base/clock.ts';
import { messageOf } from '../../engine/base/errors.ts';
import type { Shape } from '../../ipc/contract/words/overall.ts';
import type { Log } from '../logs/log.ts';
import type { On } from '../on.ts';
import type { TrayAction, TrayModel } from './model.ts';
import { menuTemplate } from './template.ts';

/** What is needed of Electron's Tray. */
export interface TrayIcon {
  setImage(image: NativeImage | string): void;
  setToolTip(text: string): void;
  readonly on: On<'click'>;
  destroy(): void;
}

export interface TrayOptions<T extends TrayIcon> {
  /** Throws where the desktop has no place for one. */
  readonly create: (image: NativeImage | string) => T;
  readonly trayImage: (shape: Shape) => NativeImage | string;
  readonly menuImage: (shape: Shape) => NativeImage | string;
  readonly setMenu: (tray: T, template: MenuItemConstructorOptions[]) => void;
  readonly run: (action: TrayAction) => void;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly log: Log;
}

/** Ms between two changes of what is shown. */
const PACE = 250;

export class TrayController<T extends TrayIcon> {
  readonly #options: TrayOptions<T>;
  readonly #closed = new AbortController();
  #tray: T | undefined;
  #shown: TrayModel | undefined;
  #next: TrayModel | undefined;
  #drawnAt = -Infinity;

  constructor(options: TrayOptions<T>) {
    this.#options = options;
  }

  /** Whether this desktop shows a tray, as far as it says so. */
  get presence(): 'shown' | 'none' {
    return this.#tray === undefined ? 'none' : 'shown';
  }

  /** Puts the icon there. An app without one is still reached by starting it again. */
  open(model: TrayModel): void {
    const { create, trayImage, platform, run, log } = this.#options;
    try {
      this.#tray = create(trayImage(model.icon));
      this.#shown = { icon: model.icon, tooltip: '', items: [] };
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'there is no tray here');
      return;
    }
    // On macOS a click opens the menu by itself.
    if (platform !== 'darwin') {
      this.#tray.on('click', () => {
        run({ kind: 'open' });
      });
    }
    this.show(model);
  }

  show(model: TrayModel): void {
    if (this.#tray === undefined) return;
    const isWaiting = this.#next !== undefined;
    this.#next = model;
    if (isWaiting) return;
    const due = this.#drawnAt + PACE - this.#options.clock.monotonic();
    if (due <= 0) this.#draw();
    else void this.#drawLater(due);
  }

  close(): void {
    this.#closed.abort();
    this.#tray?.destroy();
    this.#tray = undefined;
  }

  async #drawLater(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#closed.signal).catch(() => undefined);
    this.#draw();
  }

  #draw(): void {
    const model = this.#next;
    this.#next = undefined;
    const tray = this.#tray;
    if (model === undefined || tray === undefined || isSame(model, this.#shown)) return;
    const { trayImage, menuImage, setMenu, run, clock } = this.#options;
    if (model.icon !== this.#shown?.icon) tray.setImage(trayImage(model.icon));
    if (model.tooltip !== this.#shown?.tooltip) tray.setToolTip(model.tooltip);
    // A menu that is set cannot be changed everywhere: it is always set anew, as a whole.
    if (!isSame(model.items, this.#shown?.items)) {
      setMenu(tray, menuTemplate(model.items, { image: menuImage, run }));
    }
    this.#shown = model;
    this.#drawnAt = clock.monotonic();
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
