// All temporary folders of a test run lie in one, which goes when the run ends, however its tests ended.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MINE = 'TIDEMARK_TEST_FOLDER';

/** Called once for each project of the run. The names of sockets must be short: no folder is made within the other. */
export function setup(): () => void {
  if (process.env[MINE] !== undefined) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-tests-'));
  // Some tests are somebody else for a while, and have to get in.
  chmodSync(folder, 0o755);
  process.env[MINE] = folder;
  process.env['TMPDIR'] = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
