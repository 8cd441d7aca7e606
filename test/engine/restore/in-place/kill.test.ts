// Killed at any moment, the database is what it was or what was restored, as soon as any program opens it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { contentOf, makeDatabase, Setting } from './setting.ts';

const program = join(import.meta.dirname, 'programs', 'restore.ts');
/** Kills for each kind; `TIDEMARK_KILLS=200` is the long form. */
const KILLS = Number(process.env['TIDEMARK_KILLS'] ?? 8);

interface Run {
  /** What it had said by then. */
  readonly said: string;
}

interface Kill {
  /** What it says first. */
  readonly word: string;
  /** ms. */
  readonly after: number;
}

/** Runs a restore and kills it some ms after a word; without one it may end. */
async function runKilled(setting: Setting, runner: string, kill?: Kill): Promise<Run> {
  const args = [program, join(setting.folder, 'past.db'), setting.path, setting.home, runner];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
    if (kill !== undefined && said.includes(`${kill.word}\n`)) {
      void sleep(kill.after).then(() => child.kill('SIGKILL'));
    }
  });
  await ended;
  return { said };
}

describe.each(['inline', 'pool'] as const)('in the thread %s', (runner) => {
  test.each(['wal', 'delete'] as const)('the old or the new database is whole (%s)', async (journal) => {
    const setting = new Setting();
    const master = join(setting.folder, 'master');
    mkdirSync(master);
    makeDatabase(join(master, 'live.db'), { journal, rows: 30_000 });
    setting.past({ journal: journal === 'wal' ? 'delete' : 'wal', rows: 40_000 });
    const seen = new Set<string>();
    const words = ['keep', 'apply', 'apply', 'apply', 'commit', 'commit'];
    for (let n = 0; n < KILLS; n++) {
      rmSync(join(setting.folder, 'app'), { recursive: true });
      rmSync(setting.home, { recursive: true, force: true });
      cpSync(master, join(setting.folder, 'app'), { recursive: true });
      // The whole change takes some 200 ms; the moments move on with each round.
      await runKilled(setting, runner, { word: words[n % words.length]!, after: (n * 7) % 60 });
      const content = contentOf(setting.path);
      expect(['ok: old 30000', 'ok: past 40000']).toContain(content);
      seen.add(content);
      expect(setting.names.app.filter((name) => name.includes('tidemark'))).toEqual([]);
    }
    // Whatever the last one left behind is no hindrance to the next.
    rmSync(setting.home, { recursive: true, force: true });
    expect((await runKilled(setting, runner)).said).toContain('done equal');
    expect(contentOf(setting.path)).toBe('ok: past 40000');
    // Killed as soon as it keeps the present, before anything is changed.
    expect(seen).toContain('ok: old 30000');
  });
});
