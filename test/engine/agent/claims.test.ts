// Whose history is where: read once for many databases, and right about what was just written.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Claims } from '../../../main/engine/agent/claims.ts';
import { databasesDir } from '../../../main/engine/agent/home.ts';
import { type Copy, writeRecord } from '../../../main/engine/agent/record.ts';
import { type Disk, systemDisk } from '../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { FakeClock } from '../fake-clock.ts';

const copy = (url: string): Copy => ({ url, txid: 1n, safeAt: 0 });

test('records are read once a second at most; what this process wrote counts at once', () => {
  const home = mkdtempSync(join(tmpdir(), 'tidemark-claims-'));
  const write = (name: string, url: string): void => {
    const dir = join(databasesDir(home), name);
    systemDisk.mkdirSync(dir, { recursive: true });
    writeRecord(systemDisk, dir, { path: `/data/${name}.db`, copies: [copy(url)] }, systemRandom);
  };
  let reads = 0;
  const disk: Disk = {
    ...systemDisk,
    readdirSync: ((...args: Parameters<typeof systemDisk.readdirSync>) => {
      reads += 1;
      return systemDisk.readdirSync(...args);
    }) as typeof systemDisk.readdirSync,
  };
  const clock = new FakeClock();
  const claims = new Claims({ disk, home, clock });
  write('a', 'file:///backup/a');
  expect(claims.others('/data/b.db', ['file:///backup/a'])).toEqual([{ url: 'file:///backup/a', path: '/data/a.db' }]);
  expect(claims.others('/data/a.db', ['file:///backup/a'])).toEqual([]);
  claims.note('/data/c.db', [copy('file:///backup/c')]);
  expect(claims.others('/data/b.db', ['file:///backup/c'])).toEqual([{ url: 'file:///backup/c', path: '/data/c.db' }]);
  expect(reads).toBe(1);
  write('d', 'file:///backup/d');
  clock.advance(1000);
  expect(claims.others('/data/b.db', ['file:///backup/d'])).toEqual([{ url: 'file:///backup/d', path: '/data/d.db' }]);
  expect(reads).toBe(2);
});
