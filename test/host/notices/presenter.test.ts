import { beforeEach, describe, expect, test } from 'vitest';
import type { Route } from '../../../main/ipc/contract/shell.ts';
import { NoticePresenter, type SystemNoticeOptions } from '../../../main/host/notices/presenter.ts';
import type { Notice, NoticeAction } from '../../../main/host/notices/texts.ts';
import { recordedLog } from '../recorder.ts';

class Shown {
  state: 'made' | 'shown' | 'closed' = 'made';
  readonly options: SystemNoticeOptions;
  readonly listeners = new Map<string, (...details: never[]) => void>();
  constructor(options: SystemNoticeOptions) {
    this.options = options;
  }
  on(event: string, listener: (...details: never[]) => void): void {
    this.listeners.set(event, listener);
  }
  show(): void {
    this.state = 'shown';
  }
  close(): void {
    this.state = 'closed';
  }
  tell(event: string, ...details: unknown[]): void {
    this.listeners.get(event)!(...(details as never[]));
  }
}

const route: Route = { screen: 'settings' };
const pause: NoticeAction = { kind: 'pause', databases: ['a'] };
const notice: Notice = {
  key: 'needs-you:a',
  title: 'a needs you',
  body: 'Why.',
  weight: 'trouble',
  click: route,
  actions: [
    { label: 'Fix…', action: { kind: 'show', route } },
    { label: 'Pause', action: pause },
  ],
};

let made: Shown[];
let led: Route[];
let ran: NoticeAction[];
let fallen: Notice[];
beforeEach(() => {
  made = [];
  led = [];
  ran = [];
  fallen = [];
});

const presenter = (support: 'yes' | 'no' | 'throws' = 'yes'): NoticePresenter =>
  new NoticePresenter({
    isSupported: () => support !== 'no',
    create: (options) => {
      if (support === 'throws') throw new Error('no bus');
      made.push(new Shown(options));
      return made.at(-1)!;
    },
    show: (where) => led.push(where),
    run: (action) => ran.push(action),
    fallBack: (which) => fallen.push(which),
    log: recordedLog(),
  });

describe('a notice', () => {
  test('is shown with its buttons, and a click leads to the cause', () => {
    presenter().present(notice);
    expect(made[0]!.options).toMatchObject({
      id: 'needs-you:a',
      title: 'a needs you',
      body: 'Why.',
      silent: false,
    });
    expect(made[0]!.options.actions).toEqual([
      { type: 'button', text: 'Fix…' },
      { type: 'button', text: 'Pause' },
    ]);
    made[0]!.tell('click');
    expect(led).toEqual([route]);
    made[0]!.tell('action', { actionIndex: 1 });
    made[0]!.tell('action', { actionIndex: 7 });
    expect(ran).toEqual([pause]);
  });

  test('takes the place of one with the same key, and goes when its condition heals', () => {
    const shows = presenter();
    shows.present(notice);
    shows.present(notice);
    expect(made.map(({ state }) => state)).toEqual(['closed', 'shown']);
    shows.clear('another');
    shows.clear(notice.key);
    expect(made[1]!.state).toBe('closed');
  });

  test('that the system does not show is brought to attention in another way', () => {
    presenter('no').present(notice);
    presenter('throws').present(notice);
    presenter().present(notice);
    made[0]!.tell('failed', {}, 'the app is not signed');
    expect(fallen).toEqual([notice, notice, notice]);
  });
});
