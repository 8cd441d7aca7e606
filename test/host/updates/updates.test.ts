import { beforeEach, describe, expect, test } from 'vitest';
import type { UpdateView } from '../../../main/ipc/contract/shell.ts';
import { Updates, type UpdateSource } from '../../../main/host/updates/updates.ts';
import { recordedLog } from '../recorder.ts';

let version: string | undefined;
let failure: Error | undefined;
let restoring: 'yes' | 'no';
let answer: 'install' | 'later';
let did: string[];
let seen: UpdateView[];

const source: UpdateSource = {
  check: () => (failure === undefined ? Promise.resolve(version) : Promise.reject(failure)),
  download: (onPercent) => {
    for (const percent of [0, 0.4, 50.2, 100]) onPercent(percent);
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  },
  install: () => did.push('installed'),
};

function updates(from: UpdateSource | undefined = source): Updates {
  const made = new Updates({
    source: from,
    isRestoring: () => restoring === 'yes',
    ask: (which) => {
      did.push(`asked about ${which}`);
      return Promise.resolve(answer);
    },
    leave: (then) => {
      did.push('left');
      then();
    },
    log: recordedLog(),
  });
  made.changed.on((view) => seen.push(view));
  return made;
}

beforeEach(() => {
  version = '2.0.0';
  failure = undefined;
  restoring = 'no';
  answer = 'install';
  did = [];
  seen = [];
});

describe('updates', () => {
  test('are found, brought, and installed when the person says so', async () => {
    const up = updates();
    await up.check('by itself');
    expect(up.view).toEqual({ kind: 'available', version: '2.0.0' });
    expect(did).toEqual([]);
    await up.install();
    expect(did).toEqual(['asked about 2.0.0', 'left', 'installed']);
    expect(seen.map((view) => (view.kind === 'downloading' ? view.percent : view.kind))).toEqual([
      'checking',
      'available',
      0,
      50,
      100,
      'ready',
    ]);
  });

  test('wait until they are wanted', async () => {
    const up = updates();
    await up.check('asked');
    answer = 'later';
    await up.install();
    expect(did).toEqual(['asked about 2.0.0']);
    expect(up.view).toEqual({ kind: 'ready', version: '2.0.0' });
    await up.check('by itself');
    expect(up.view.kind).toBe('ready');
    answer = 'install';
    await up.install();
    expect(did.at(-1)).toBe('installed');
  });

  test('are not installed while a restore runs, not even one that began during the question', async () => {
    const up = updates();
    await up.check('asked');
    restoring = 'yes';
    await expect(up.install()).rejects.toMatchObject({ code: 'busy' });
    expect(did).toEqual([]);
    restoring = 'no';
    const late = new Updates({
      source,
      isRestoring: () => restoring === 'yes',
      ask: () => {
        restoring = 'yes';
        return Promise.resolve('install');
      },
      leave: () => did.push('left'),
      log: recordedLog(),
    });
    await late.check('asked');
    await expect(late.install()).rejects.toMatchObject({ code: 'busy' });
    expect(did).toEqual([]);
  });

  test('that are not there change nothing', async () => {
    version = undefined;
    const up = updates();
    await up.check('asked');
    await up.install();
    expect(up.view).toEqual({ kind: 'none' });
    expect(did).toEqual([]);
  });

  test('trouble a person only who asked', async () => {
    failure = new Error('offline');
    const up = updates();
    await up.check('by itself');
    expect(up.view).toEqual({ kind: 'none' });
    await up.check('asked');
    expect(up.view).toEqual({ kind: 'failed', message: 'offline' });
    failure = undefined;
    await up.check('by itself');
    expect(up.view.kind).toBe('available');
    failure = new Error('half way');
    await up.install();
    expect(up.view).toEqual({ kind: 'failed', message: 'half way' });
    expect(did).toEqual([]);
  });

  test('are refused where the app does not update itself', async () => {
    const none = new Updates({
      source: undefined,
      isRestoring: () => false,
      ask: () => Promise.resolve('install'),
      leave: () => did.push('left'),
      log: recordedLog(),
    });
    await none.check('by itself');
    await expect(none.check('asked')).rejects.toMatchObject({ code: 'unsupported' });
    await expect(none.install()).rejects.toMatchObject({ code: 'unsupported' });
  });
});
