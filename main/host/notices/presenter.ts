// Shows notices through the system and takes them away again when they are no longer so.
import { messageOf } from '../../engine/base/errors.ts';
import type { Route } from '../../ipc/contract/shell.ts';
import type { Log } from '../logs/log.ts';
import type { On } from '../on.ts';
import type { Notice, NoticeAction } from './texts.ts';

/** What is needed of Electron's Notification. */
export interface SystemNotice {
  readonly on: On<'click'> &
    On<'action', [details: { readonly actionIndex: number }]> &
    On<'failed', [event: unknown, error: string]>;
  show(): void;
  close(): void;
}

export interface SystemNoticeOptions {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  readonly actions: { type: 'button'; text: string }[];
}

export interface PresenterOptions {
  readonly isSupported: () => boolean;
  readonly create: (options: SystemNoticeOptions) => SystemNotice;
  readonly show: (route: Route) => void;
  readonly run: (action: NoticeAction) => void;
  /** Asks for attention in another way, where the system shows no notices. */
  readonly fallBack: (notice: Notice) => void;
  readonly log: Log;
}

export class NoticePresenter {
  readonly #options: PresenterOptions;
  /** Kept, since the system's own object stops answering clicks when nobody holds it. */
  readonly #out = new Map<string, SystemNotice>();

  constructor(options: PresenterOptions) {
    this.#options = options;
  }

  present(notice: Notice): void {
    if (!this.#options.isSupported()) {
      this.#options.fallBack(notice);
      return;
    }
    this.clear(notice.key);
    try {
      this.#show(notice);
    } catch (error) {
      this.#failed(notice, messageOf(error));
    }
  }

  clear(key: string): void {
    this.#out.get(key)?.close();
    this.#out.delete(key);
  }

  clearAll(): void {
    for (const key of [...this.#out.keys()]) this.clear(key);
  }

  #show(notice: Notice): void {
    const { create, show, run } = this.#options;
    const { key, title, body, weight, actions } = notice;
    const buttons = actions.map(({ label }) => ({ type: 'button' as const, text: label }));
    const shown = create({ id: key, title, body, silent: weight === 'news', actions: buttons });
    shown.on('click', () => {
      show(notice.click);
    });
    shown.on('action', ({ actionIndex }) => {
      const chosen = actions[actionIndex];
      if (chosen !== undefined) run(chosen.action);
    });
    shown.on('failed', (_event, error) => {
      this.#failed(notice, error);
    });
    this.#out.set(key, shown);
    shown.show();
  }

  #failed(notice: Notice, reason: string): void {
    this.#out.delete(notice.key);
    this.#options.log.warn({ reason }, 'the system shows no notice');
    this.#options.fallBack(notice);
  }
}
