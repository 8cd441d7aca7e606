// The desktop app as a whole: its parts, and what one tells the others. main/index.ts says in which order they start.
import { isAborted } from '../engine/base/abort.ts';
import { messageOf } from '../engine/base/errors.ts';
import type { Route, ShellView } from '../ipc/contract/shell.ts';
import { runAction } from './actions.ts';
import { CriticalErrors } from './crash/critical.ts';
import { EngineSide } from './engine-side.ts';
import type { ThreadState } from './engine-thread/engine-thread.ts';
import { linkIn, LINK_SCHEME, parseLink } from './links/link.ts';
import { chooseLoginItem } from './login/choose.ts';
import { HIDDEN_FLAG, type LoginItem } from './login/login.ts';
import { listenToPower } from './power/power.ts';
import { Quitting } from './power/quitting.ts';
import { Presence } from './presence.ts';
import { Questions } from './questions.ts';
import { HostShell } from './shell.ts';
import type { Surroundings } from './surroundings.ts';
import { electronUpdater } from './updates/updater.ts';
import { Updates } from './updates/updates.ts';
import { Windows } from './windows.ts';

/** Ms between two looks for a new version. */
const UPDATE_PERIOD = 24 * 3_600_000;
/** Ms after the start: other things come first. */
const FIRST_UPDATE_CHECK = 60_000;
/** Ms of absence that nobody needs to be told of. */
const BRIEF = 1000;

export class Desktop {
  readonly critical: CriticalErrors;
  readonly #around: Surroundings;
  readonly #questions: Questions;
  readonly #login: LoginItem;
  readonly #shell: HostShell;
  readonly #engine: EngineSide;
  readonly #quitting: Quitting;
  readonly #updates: Updates;
  readonly #windows: Windows;
  readonly #presence: Presence;
  readonly #end = new AbortController();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#questions = this.#makeQuestions();
    this.#login = chooseLoginItem(around);
    this.#shell = this.#makeShell();
    this.#engine = new EngineSide(around, this.#shell);
    this.#quitting = this.#makeQuitting();
    this.#updates = this.#makeUpdates();
    this.#windows = this.#makeWindows();
    this.#presence = this.#makePresence();
    this.critical = this.#makeCritical();
  }

  /** What may come before Electron is ready, and must not be missed. */
  listen(): void {
    const { app } = this.#around.electron;
    app.on('second-instance', (_event, argv) => {
      if (!argv.includes(HIDDEN_FLAG)) this.#arrive(argv);
    });
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#arrive([url]);
    });
    app.on('activate', () => {
      this.#windows.show();
    });
    // Tidemark stays when its window is closed.
    app.on('window-all-closed', () => undefined);
    app.on('before-quit', (event) => {
      this.#quitting.onBeforeQuit(event);
    });
    app.on('child-process-gone', (_event, details) => {
      this.critical.childGone(details);
    });
    this.#windows.guard();
  }

  /** Copying begins before anything is shown. */
  startEngine(): void {
    let ran: 'yes' | 'no' = 'no';
    this.#engine.start((state) => {
      if (state.kind === 'running') ran = 'yes';
      this.#showObstacle(state, ran);
    });
  }

  /** Once Electron is ready. */
  openFaces(): void {
    const { electron, args, build } = this.#around;
    this.#windows.open();
    this.#presence.open();
    listenToPower(electron.powerMonitor, {
      onResume: () => {
        this.#engine.thread.wake();
      },
      onShutdown: () => void this.#quitting.request('system'),
    });
    if (build === 'packaged') electron.app.setAsDefaultProtocolClient(LINK_SCHEME);
    if (!this.#isStartedUnseen()) this.#arrive(args);
  }

  /** Only looks; a person decides. */
  async lookForUpdates(): Promise<void> {
    const { clock } = this.#around;
    const { signal } = this.#end;
    for (let wait = FIRST_UPDATE_CHECK; !signal.aborted; wait = UPDATE_PERIOD) {
      await clock.sleep(wait, signal).catch(() => undefined);
      if (!isAborted(signal)) await this.#updates.check('by itself');
    }
  }

  /** Fires when the app leaves. */
  get leaving(): AbortSignal {
    return this.#end.signal;
  }

  /** Somebody started Tidemark, with a link or without. */
  #arrive(args: readonly string[]): void {
    const link = linkIn(args);
    const route = link === undefined ? undefined : parseLink(link);
    if (link !== undefined && route === undefined)
      this.#around.log.warn({ link: link.slice(0, 200) }, 'no such link');
    this.#windows.show(route);
  }

  #isStartedUnseen(): boolean {
    const { args, platform, electron } = this.#around;
    if (args.includes(HIDDEN_FLAG)) return true;
    return platform === 'darwin' && electron.app.getLoginItemSettings().wasOpenedAtLogin;
  }

  /** An engine that came back at once was hardly away: the screens stay. */
  #showObstacle(state: ThreadState, ran: 'yes' | 'no'): void {
    if (state.kind === 'running') this.#windows.setObstacle(undefined);
    if (state.kind !== 'down' || (ran === 'yes' && state.retryIn <= BRIEF)) return;
    const { code, message, hint } = state.reason;
    this.#windows.setObstacle({ kind: 'engine', details: `${message}\n${hint}\n(${code})` });
  }

  #shellView(): ShellView {
    const { platform, version, userHome } = this.#around;
    return {
      face: 'desktop',
      platform,
      version,
      home: userHome,
      chooser: 'native',
      reveal: 'possible',
      login: this.#login.view(),
      tray: this.#presence.tray,
      update: this.#updates.view,
    };
  }

  readonly #copy = (text: string): void => {
    const { electron, log } = this.#around;
    electron.clipboard.writeText(text).catch((error: unknown) => {
      log.warn({ reason: messageOf(error) }, 'the clipboard took nothing');
    });
  };

  #makeQuestions(): Questions {
    return new Questions({
      dialog: this.#around.electron.dialog,
      copy: this.#copy,
      speech: () => this.#engine.state.speech,
      window: () => this.#windows.current,
    });
  }

  #makeShell(): HostShell {
    const { electron, platform, disk } = this.#around;
    const { dialog } = electron;
    return new HostShell({
      view: () => this.#shellView(),
      words: () => this.#engine.state.speech.host.dialog,
      platform,
      disk,
      open: (options) => {
        const window = this.#windows.current;
        return window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options);
      },
      save: (options) => {
        const window = this.#windows.current;
        return window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options);
      },
      reveal: (path) => {
        electron.shell.showItemInFolder(path);
      },
      checkUpdates: () => this.#updates.check('asked'),
      installUpdate: () => this.#updates.install(),
      quit: () => void this.#quitting.request('person'),
    });
  }

  #makeQuitting(): Quitting {
    return new Quitting({
      stop: async () => {
        this.#end.abort();
        await this.#engine.stop();
        this.#presence.close();
      },
      isRestoring: () => this.#engine.state.isRestoring,
      ask: () => this.#questions.quitWhileRestoring(),
      quit: () => {
        this.#around.electron.app.quit();
      },
      log: this.#around.log,
    });
  }

  #makeUpdates(): Updates {
    const updates = new Updates({
      source: this.#around.build === 'packaged' ? electronUpdater() : undefined,
      isRestoring: () => this.#engine.state.isRestoring,
      ask: (version) => this.#questions.install(version),
      leave: (then) => void this.#quitting.request('person', then),
      log: this.#around.log,
    });
    updates.changed.on(() => {
      this.#shell.look();
    });
    return updates;
  }

  #makeWindows(): Windows {
    return new Windows({
      around: this.#around,
      gateway: this.#engine.gateway,
      speech: () => this.#engine.state.speech,
      onHopeless: ({ kind, details }) => {
        this.critical.report(`window ${kind}`, details);
      },
      copy: this.#copy,
      onSessionEnd: () => void this.#quitting.request('system'),
    });
  }

  #makePresence(): Presence {
    const { clock, electron, own } = this.#around;
    const show = (route?: Route): void => {
      this.#windows.show(route);
    };
    const actions = {
      state: this.#engine.state,
      show,
      quit: () => void this.#quitting.request('person'),
      checkUpdates: () => {
        show({ screen: 'settings' });
        this.#updates.check('asked').catch(() => undefined);
      },
      showLogs: () => void electron.shell.openPath(own.logs),
      clock,
    };
    return new Presence({
      around: this.#around,
      state: this.#engine.state,
      windows: this.#windows,
      login: this.#login,
      run: (action) => {
        runAction(action, actions);
      },
      onChanged: () => {
        this.#shell.look();
      },
    });
  }

  #makeCritical(): CriticalErrors {
    const { electron, log } = this.#around;
    return new CriticalErrors({
      log,
      tell: async (details) => {
        await electron.app.whenReady();
        return this.#questions.afterFault(details);
      },
      restart: () => {
        void this.#quitting.request('system', () => {
          electron.app.relaunch();
          electron.app.quit();
        });
      },
    });
  }
}
