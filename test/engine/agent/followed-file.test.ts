// A file that another database is written into is told from any other, as long as somebody writes it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requireNotFollowing } from '../../../main/engine/agent/followed-file.ts';
import { copyDir, followerDir, nodeDir } from '../../../main/engine/agent/home.ts';
import { lockState } from '../../../main/engine/agent/state-lock.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { ReplicaFile } from '../../../main/engine/stream/apply/replica-file.ts';

const systems = { disk: systemDisk, clock: systemClock, random: systemRandom };
const refused = expect.objectContaining({ code: 'refused' }) as Error;

function place(): { home: string; path: string } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark-')));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  return { home: join(dir, 'home'), path: join(dir, 'live.db') };
}

test('while it follows, and not any more after that', () => {
  const { home, path } = place();
  const dir = followerDir(home, path);
  requireNotFollowing(systemDisk, home, path);
  mkdirSync(dir, { recursive: true });
  const unlock = lockState(dir, 'following');
  expect(() => {
    requireNotFollowing(systemDisk, home, path);
  }).toThrow(refused);
  requireNotFollowing(systemDisk, home, `${path}.other`);
  unlock();
  requireNotFollowing(systemDisk, home, path);
});

test('as the file of a node, for all but the node itself', async () => {
  const { home, path } = place();
  const dir = nodeDir(home, 'live.db');
  const file = await ReplicaFile.open({ path, dir: copyDir(dir), ...systems });
  await file.close();
  requireNotFollowing(systemDisk, home, path);
  const unlock = lockState(dir, 'a node');
  expect(() => {
    requireNotFollowing(systemDisk, home, path);
  }).toThrow(refused);
  requireNotFollowing(systemDisk, home, path, dir);
  requireNotFollowing(systemDisk, home, `${path}.other`);
  unlock();
});
