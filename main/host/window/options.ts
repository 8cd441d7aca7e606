// How our window is made: everything that keeps a page apart from the computer is said, not left to defaults.
import type { BrowserWindowConstructorOptions } from 'electron';

export interface WindowSettings {
  readonly platform: NodeJS.Platform;
  /** Absolute path of the built preload. */
  readonly preload: string;
  /** Absolute path of the picture that window managers on Linux show. */
  readonly icon: string;
  readonly theme: 'light' | 'dark';
  readonly build: 'packaged' | 'sources';
}

/** What is seen before the page is, as the paper of the screens. */
const PAPER = { light: '#f9fbfc', dark: '#0b1216' } as const;

export function windowOptions(settings: WindowSettings): BrowserWindowConstructorOptions {
  const { platform, preload, icon, theme, build } = settings;
  return {
    // The system keeps size and place under this name.
    name: 'main',
    windowStatePersistence: { bounds: true, displayMode: true },
    title: 'Tidemark',
    width: 1080,
    height: 720,
    minWidth: 720,
    minHeight: 480,
    show: false,
    backgroundColor: PAPER[theme],
    autoHideMenuBar: platform !== 'darwin',
    ...(platform === 'linux' ? { icon } : {}),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      spellcheck: false,
      devTools: build === 'sources',
    },
  };
}
