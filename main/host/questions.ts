// The few questions that the app asks in a dialog of the system's, since they must be answered before it goes on.
import type { BrowserWindow, Dialog, MessageBoxOptions } from 'electron';
import type { Speech } from './words/speech.ts';

export interface QuestionsOptions {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly copy: (text: string) => void;
  readonly speech: () => Speech;
  /** The window that they belong to, if one is open. */
  readonly window: () => BrowserWindow | undefined;
}

export class Questions {
  readonly #options: QuestionsOptions;

  constructor(options: QuestionsOptions) {
    this.#options = options;
  }

  async quitWhileRestoring(): Promise<'quit' | 'stay'> {
    const { dialog } = this.#options.speech().host;
    const answer = await this.#ask({
      type: 'warning',
      message: dialog.restoring,
      detail: dialog.restoringDetail,
      buttons: [dialog.stay, dialog.quit],
    });
    return answer === 1 ? 'quit' : 'stay';
  }

  async install(version: string): Promise<'install' | 'later'> {
    const { dialog } = this.#options.speech().host;
    const answer = await this.#ask({
      type: 'question',
      message: dialog.installQuestion(version),
      detail: dialog.installDetail,
      buttons: [dialog.later, dialog.install],
    });
    return answer === 1 ? 'install' : 'later';
  }

  /** Copying the details is no answer: it is asked again. */
  async afterFault(details: string): Promise<'go on' | 'restart'> {
    const { dialog } = this.#options.speech().host;
    for (;;) {
      const answer = await this.#ask({
        type: 'error',
        message: dialog.broken,
        detail: dialog.brokenDetail,
        buttons: [dialog.goOn, dialog.restart, dialog.copyDetails],
      });
      if (answer !== 2) return answer === 1 ? 'restart' : 'go on';
      this.#options.copy(details);
    }
  }

  /** @returns index of the button; the first is what happens when the dialog is closed */
  async #ask(options: MessageBoxOptions): Promise<number> {
    const { dialog, window } = this.#options;
    const whole = { ...options, title: 'Tidemark', defaultId: 0, cancelId: 0, noLink: true };
    const parent = window();
    const { response } = await (parent === undefined
      ? dialog.showMessageBox(whole)
      : dialog.showMessageBox(parent, whole));
    return response;
  }
}
