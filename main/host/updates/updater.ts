// electron-updater as a source of updates. It is loaded when it is first asked, and does nothing by itself.
import type { AppUpdater } from 'electron-updater';
import type { UpdateSource } from './updates.ts';

async function load(): Promise<AppUpdater> {
  const { autoUpdater } = (await import('electron-updater')).default;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = false;
  autoUpdater.logger = null;
  return autoUpdater;
}

export function electronUpdater(): UpdateSource {
  let loaded: AppUpdater | undefined;
  const updater = async (): Promise<AppUpdater> => (loaded ??= await load());
  return {
    check: async () => {
      const found = await (await updater()).checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : undefined;
    },
    download: async (onPercent) => {
      const source = await updater();
      const listener = ({ percent }: { percent: number }): void => {
        onPercent(percent);
      };
      source.on('download-progress', listener);
      try {
        await source.downloadUpdate();
      } finally {
        source.off('download-progress', listener);
      }
    },
    install: () => loaded?.quitAndInstall(),
  };
}
