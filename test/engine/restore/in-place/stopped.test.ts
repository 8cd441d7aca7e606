// Stopped before the commit, by whatever: the database is as it was to the byte, and nothing is left beside
// it or in our folders.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../../main/engine/base/errors.ts';
import type { Progress } from '../../../../main/engine/base/progress.ts';
import { type OutputDisk, systemOutputDisk } from '../../../../main/engine/restore/output-disk.ts';
import { refusalOf } from '../harness.ts';
import { makeHistory } from '../history.ts';
import { layered } from '../layered.ts';
import { contentOf, makeDatabase, Setting } from './setting.ts';

const JOURNALS = ['wal', 'delete'] as const;

function expectUntouched(setting: Setting, before: ReadonlyMap<string, string>): void {
  expect(setting.bytes).toEqual(before);
  expect(setting.names).toMatchObject({ scratch: [], safety: [] });
}

/** Several slices long. */
const LONG = { rows: 20_000 };

describe('cancelled', () => {
  test.each(
    JOURNALS.flatMap((journal) => {
      return ['restore', 'check', 'keep', 'apply'].map((step) => [step, journal] as const);
    }),
  )('at the step %s (%s)', async (step, journal) => {
    const setting = new Setting();
    const history = makeHistory({ transactions: 6, pageSize: 4096, journal });
    makeDatabase(setting.path, { journal, ...LONG });
    setting.past({ rows: 100_000 });
    const before = setting.bytes;
    const stop = new AbortController();
    const onProgress = (progress: Progress): void => {
      if (progress.step === step && (step !== 'apply' || progress.done > 0)) stop.abort();
    };
    // The check is reported of histories only.
    const target = { kind: 'latest' } as const;
    const from = { kind: 'history', destination: layered(history), target } as const;
    const source = step === 'check' ? { from } : {};
    const work = setting.restore({ ...source, signal: stop.signal, onProgress });
    expect(await refusalOf(work)).toMatchObject({ code: 'aborted' });
    expectUntouched(setting, before);
    expect(contentOf(setting.path)).toBe('ok: old 20000');
  });

  test.each(JOURNALS)('before the change, and by an error of the caller there (%s)', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal });
    setting.past();
    const before = setting.bytes;
    const stop = new AbortController();
    const beforeChange = (): Promise<void> => {
      expect(existsSync(setting.safety)).toBe(true);
      stop.abort();
      return Promise.resolve();
    };
    const refusal = await refusalOf(setting.restore({ signal: stop.signal, beforeChange }));
    expect(refusal.code).toBe('aborted');
    expectUntouched(setting, before);
    const failing = (): Promise<void> => Promise.reject(new TidemarkError('destination-absent', 'no disk'));
    expect((await refusalOf(setting.restore({ beforeChange: failing }))).code).toBe('destination-absent');
    expectUntouched(setting, before);
  });

  test.each(JOURNALS)('by a callback that throws in the middle of the change (%s)', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal, ...LONG });
    setting.past({ rows: 100_000 });
    const before = setting.bytes;
    const onProgress = ({ step, done }: Progress): void => {
      if (step === 'apply' && done > 0) throw new Error('no screen to draw on');
    };
    await expect(setting.restore({ onProgress })).rejects.toThrow('no screen to draw on');
    expectUntouched(setting, before);
  });

  test.each(JOURNALS)('after the commit: it is done all the same (%s)', async (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal });
    setting.past();
    const stop = new AbortController();
    let told = 0;
    const onCommit = (): void => {
      told++;
      stop.abort();
    };
    expect(await setting.restore({ signal: stop.signal, onCommit })).toMatchObject({ live: 'equal' });
    expect(told).toBe(1);
    expect(contentOf(setting.path)).toBe('ok: past 200');
  });
});

describe('without room', () => {
  function fullAt(folder: string): OutputDisk {
    const statfsSync = ((path: string) => {
      const stats = systemOutputDisk.statfsSync(path);
      if (path === folder) stats.bavail = 0;
      return stats;
    }) as OutputDisk['statfsSync'];
    return { ...systemOutputDisk, statfsSync };
  }

  test.each([
    ['home/scratch', 'to restore'],
    ['home/safety', 'to keep the present'],
    ['app', 'for the transaction'],
  ])('in the folder %s it says so before anything is changed', async (folder, purpose) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal: 'wal' });
    setting.past();
    const before = setting.bytes;
    const refusal = await refusalOf(setting.restore({ disk: fullAt(join(setting.folder, folder)) }));
    expect(refusal.code).toBe('disk-full');
    expect(refusal.message).toContain(purpose);
    expectUntouched(setting, before);
  });

  // A process that may not write files longer than the present: the first write past that is refused.
  const here = test.skipIf(process.platform === 'win32');
  here.each(JOURNALS)('in the middle of the change it rolls back (%s)', (journal) => {
    const setting = new Setting();
    makeDatabase(setting.path, { journal, ...LONG });
    // As long as the database: the log and the journal, with their headers, are longer than either.
    setting.past({ ...LONG, label: 'new' });
    const before = setting.bytes;
    const sizes = [setting.path, join(setting.folder, 'past.db')].map((path) => statSync(path).size);
    const kilobytes = Math.ceil(Math.max(...sizes) / 1024) + 1;
    const program = join(import.meta.dirname, 'programs', 'restore.ts');
    const args = [join(setting.folder, 'past.db'), setting.path, setting.home];
    const command = `ulimit -f ${kilobytes}; exec "$0" "$@"`;
    const run = spawnSync('bash', ['-c', command, process.execPath, program, ...args], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/refused (restore-output-failed|disk-full)/);
    expect(run.stdout).toContain('keep');
    expectUntouched(setting, before);
    expect(contentOf(setting.path)).toBe('ok: old 20000');
  });
});

describe('a past that is not sound', () => {
  test('is refused before the present is touched', async () => {
    const setting = new Setting();
    makeDatabase(setting.path, {});
    const before = setting.bytes;
    expect((await refusalOf(setting.restore())).code).toBe('undo-not-possible');
    const image = Buffer.alloc(8192, 7);
    setting.pastImage(image);
    expect((await refusalOf(setting.restore())).code).toBe('database-not-sqlite');
    expectUntouched(setting, before);
  });

  test('never costs a safety copy that is already there', async () => {
    const setting = new Setting();
    makeDatabase(setting.path);
    setting.past();
    await setting.restore();
    const kept = contentOf(setting.safety);
    expect((await refusalOf(setting.restore())).code).toBe('restore-output-exists');
    expect(contentOf(setting.safety)).toBe(kept);
  });
});
