// The desktop app: what is started, in which order. Nothing else loads Electron; its parts are handed on from here.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import * as electron from 'electron';
import { tidemarkHome } from './engine/agent/home.ts';
import { systemClock } from './engine/base/clock.ts';
import { systemDisk } from './engine/base/disk.ts';
import { systemRandom } from './engine/base/random.ts';
import { Desktop } from './host/desktop.ts';
import { openLog } from './host/logs/log.ts';
import { watchLoopDelay } from './host/logs/loop-delay.ts';
import { builtPaths, ownPaths } from './host/paths.ts';
import { PRIVILEGES } from './host/protocol/scheme.ts';
import { tidemarkVersion } from './ipc/version.ts';

const { app } = electron;
const home = tidemarkHome(process.env);
const own = ownPaths(home);

// Before Electron is ready, and before anything waits.
electron.protocol.registerSchemesAsPrivileged([PRIVILEGES]);
app.enableSandbox();
app.setName('Tidemark');
app.setAppUserModelId('app.tidemark.desktop');
for (const folder of [own.chromium, own.crashes]) mkdirSync(folder, { recursive: true, mode: 0o700 });
app.setPath('userData', own.chromium);
app.setPath('crashDumps', own.crashes);

// One Tidemark per folder of its own: the first one is told what the second was asked for.
if (app.requestSingleInstanceLock()) start().catch(giveUp);
else app.quit();

/** Electron gets ready only when this module has run to its end, which therefore waits for nothing. */
async function start(): Promise<void> {
  electron.crashReporter.start({ uploadToServer: false });
  const version = tidemarkVersion();
  const log = openLog({ folder: own.logs, disk: systemDisk, userHome: homedir(), version });
  const desktop = new Desktop({
    electron,
    platform: process.platform,
    env: process.env,
    args: process.argv.slice(1),
    clock: systemClock,
    disk: systemDisk,
    random: systemRandom,
    log,
    version,
    home,
    userHome: homedir(),
    own,
    built: builtPaths(import.meta.dirname),
    build: app.isPackaged ? 'packaged' : 'sources',
  });
  desktop.critical.listen(process);
  desktop.listen();
  log.info({}, 'Tidemark starts');
  desktop.startEngine();
  await app.whenReady();
  app.setAboutPanelOptions({ applicationName: 'Tidemark', applicationVersion: version });
  desktop.openFaces();
  void watchLoopDelay(log, systemClock, desktop.leaving);
  void desktop.lookForUpdates();
}

/** Too early for a log or a window of ours. */
function giveUp(error: unknown): void {
  electron.dialog.showErrorBox(
    'Tidemark',
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
  app.exit(1);
}
