// What is there of Tidemark without a window: tray, notices, menu, starting at login. All of it follows the state.
import type { NativeImage, Tray } from 'electron';
import { isAborted } from '../engine/base/abort.ts';
import { messageOf } from '../engine/base/errors.ts';
import type { EngineView } from '../engine/agent/views.ts';
import type { Shape } from '../ipc/contract/words/overall.ts';
import type { Action } from './actions.ts';
import { AppliedLogin } from './login/applied.ts';
import type { LoginItem } from './login/login.ts';
import { applicationMenu } from './menu/menu.ts';
import { NoticePresenter } from './notices/presenter.ts';
import { NoticeWatch } from './notices/watch.ts';
import type { HostState } from './state.ts';
import type { Surroundings } from './surroundings.ts';
import { TrayController } from './tray/controller.ts';
import { menuIconFile, trayIconFile } from './tray/icon-file.ts';
import { type Truth, trayModel } from './tray/model.ts';
import type { Windows } from './windows.ts';

export interface PresenceOptions {
  readonly around: Surroundings;
  readonly state: HostState;
  readonly windows: Windows;
  readonly login: LoginItem;
  readonly run: (action: Action) => void;
  /** Starting at login, or the tray, is not as it was. */
  readonly onChanged: () => void;
}

/** Ages grow, and some notices only come with time. */
const MINUTE = 60_000;

export class Presence {
  readonly #options: PresenceOptions;
  readonly #tray: TrayController<Tray>;
  readonly #presenter: NoticePresenter;
  readonly #notices: NoticeWatch;
  readonly #login: AppliedLogin;
  readonly #images = new Map<string, NativeImage>();
  readonly #end = new AbortController();
  #menuLanguage: string | undefined;

  constructor(options: PresenceOptions) {
    this.#options = options;
    const { around, login } = options;
    this.#tray = this.#makeTray();
    this.#presenter = this.#makePresenter();
    this.#notices = new NoticeWatch(this.#presenter);
    this.#login = new AppliedLogin({
      item: login,
      file: around.own.login,
      disk: around.disk,
      random: around.random,
    });
  }

  get tray(): 'shown' | 'none' {
    return this.#tray.presence;
  }

  /** Once Electron is ready. */
  open(): void {
    const { state, onChanged } = this.#options;
    this.#showMenu();
    this.#tray.open(this.#model());
    onChanged();
    state.changed.on((truth) => {
      this.#follow(truth);
    });
    this.#follow(state.truth);
    void this.#everyMinute();
  }

  close(): void {
    this.#end.abort();
    this.#presenter.clearAll();
    this.#tray.close();
  }

  #follow(truth: Truth): void {
    this.#tray.show(this.#model());
    if (truth.kind !== 'running') return;
    const { around } = this.#options;
    around.electron.nativeTheme.themeSource = truth.view.settings.theme;
    this.#showMenu();
    this.#applyLogin(truth.view);
    this.#look(truth.view);
  }

  async #everyMinute(): Promise<void> {
    const { around, state } = this.#options;
    while (!this.#end.signal.aborted) {
      await around.clock.sleep(MINUTE, this.#end.signal).catch(() => undefined);
      if (!isAborted(this.#end.signal)) this.#follow(state.truth);
    }
  }

  #look(view: EngineView): void {
    const { around, state, windows } = this.#options;
    const attention = windows.current?.isFocused() === true ? 'window' : 'elsewhere';
    this.#notices.look(view, { speech: state.speech, now: around.clock.now(), attention });
  }

  #applyLogin(view: EngineView): void {
    const { around, onChanged } = this.#options;
    try {
      if (this.#login.apply(view.settings.startAtLogin) === 'changed') onChanged();
    } catch (error) {
      around.log.warn({ reason: messageOf(error) }, 'starting at login could not be set');
    }
  }

  #showMenu(): void {
    const { around, state, run } = this.#options;
    const { language, host } = state.speech;
    if (language === this.#menuLanguage) return;
    this.#menuLanguage = language;
    const { platform, build, electron } = around;
    const template = applicationMenu({ platform, build, words: host.menu, run });
    electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(template));
  }

  #model(): ReturnType<typeof trayModel> {
    const { around, state } = this.#options;
    return trayModel(state.truth, state.speech, around.clock.now());
  }

  #makeTray(): TrayController<Tray> {
    const { around, run } = this.#options;
    const { electron, platform, built, clock, log } = around;
    return new TrayController({
      create: (image) => new electron.Tray(image),
      trayImage: (shape: Shape) => this.#image(trayIconFile(built.assets, shape, platform)),
      menuImage: (shape: Shape) => this.#image(menuIconFile(built.assets, shape, platform)),
      setMenu: (tray, template) => {
        tray.setContextMenu(electron.Menu.buildFromTemplate(template));
      },
      run,
      platform,
      clock,
      log,
    });
  }

  #makePresenter(): NoticePresenter {
    const { around, windows, run } = this.#options;
    const { electron, log } = around;
    return new NoticePresenter({
      isSupported: () => electron.Notification.isSupported(),
      create: (options) => new electron.Notification(options),
      show: (route) => {
        windows.show(route);
      },
      run,
      // The tray says it too, by its shape.
      fallBack: () => {
        windows.current?.flashFrame(true);
        electron.app.dock?.bounce('informational');
      },
      log,
    });
  }

  #image(file: string): NativeImage {
    const known = this.#images.get(file);
    if (known !== undefined) return known;
    const image = this.#options.around.electron.nativeImage.createFromPath(file);
    this.#images.set(file, image);
    return image;
  }
}
