// Keeps notices in step with the state.
import type { EngineView } from '../../engine/agent/views.ts';
import type { NoticeContext } from './context.ts';
import { initialMemory, nextNotices, type NoticeMemory } from './notices.ts';
import type { NoticePresenter } from './presenter.ts';

export class NoticeWatch {
  readonly #presenter: Pick<NoticePresenter, 'present' | 'clear'>;
  #memory: NoticeMemory | undefined;

  constructor(presenter: Pick<NoticePresenter, 'present' | 'clear'>) {
    this.#presenter = presenter;
  }

  /** Called with each state, and once a minute: some conditions only come with time. */
  look(view: EngineView, context: NoticeContext): void {
    const { memory, show, clear } = nextNotices(this.#memory ?? initialMemory(view), view, context);
    this.#memory = memory;
    for (const key of clear) this.#presenter.clear(key);
    for (const notice of show) this.#presenter.present(notice);
  }
}
