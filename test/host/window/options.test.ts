import { expect, test } from 'vitest';
import { windowOptions, type WindowSettings } from '../../../main/host/window/options.ts';

const settings: WindowSettings = {
  platform: 'linux',
  preload: '/app/preload.cjs',
  icon: '/app/icon.png',
  theme: 'light',
  build: 'packaged',
};

test('a window keeps its page apart from the computer', () => {
  expect(windowOptions(settings).webPreferences).toEqual({
    preload: '/app/preload.cjs',
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
    devTools: false,
  });
});

test('a window has its size, its name to be found under again, and is shown when there is something to see', () => {
  expect(windowOptions(settings)).toMatchObject({
    name: 'main',
    windowStatePersistence: { bounds: true, displayMode: true },
    width: 1080,
    height: 720,
    minWidth: 720,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    icon: '/app/icon.png',
  });
});

test('before the page there is its paper, and no icon where the system has its own', () => {
  const light = windowOptions(settings).backgroundColor;
  expect(windowOptions({ ...settings, theme: 'dark' }).backgroundColor).not.toBe(light);
  expect(windowOptions({ ...settings, platform: 'darwin' })).not.toHaveProperty('icon');
  expect(windowOptions({ ...settings, build: 'sources' }).webPreferences?.devTools).toBe(true);
});
