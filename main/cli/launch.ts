// `npm start`: the desktop app where Electron's runtime is at hand, the dashboard in a browser where it is not. Nothing is
// downloaded.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { findElectron } from './launch/electron.ts';
import { endWithParent } from './launch/parent.ts';

const root = join(import.meta.dirname, '../..');
const [node = '', , ...words] = process.argv;
const found = findElectron(root, process);

endWithParent(process);
if (found.kind === 'found') startApp(found.path);
else {
  console.error(`The app needs ${found.what}. Here is its dashboard instead:`);
  process.argv = [node, join(import.meta.dirname, 'main.js'), 'serve', ...words];
  await import('./main.ts');
}

/** This process only waits for the app, and ends as it ends. */
function startApp(path: string): void {
  const app = spawn(path, [root, ...words], { stdio: 'inherit' });
  // The terminal delivers Ctrl-C to the app by itself.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => app.kill('SIGTERM'));
  app.once('error', (error) => {
    console.error(`The app did not start: ${error.message}. bin/tidemark serve shows its dashboard.`);
    process.exitCode = 1;
  });
  app.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
  });
}
