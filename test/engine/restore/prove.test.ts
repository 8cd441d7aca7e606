import { describe, expect, test } from 'vitest';
import { TidemarkError } from '../../../main/engine/base/errors.ts';
import type { LtxInfo } from '../../../main/engine/destination/destination.ts';
import { InlineRunner } from '../../../main/engine/jobs/inline.ts';
import { proveFile } from '../../../main/engine/restore/prove.ts';
import { makeHistory } from './history.ts';
import { cutTo, flip } from './layered.ts';
import { MemoryDestination } from './memory.ts';

const history = makeHistory({ transactions: 12 });
const jobs = new InlineRunner();

async function codeOf(destination: MemoryDestination, file: LtxInfo): Promise<string | undefined> {
  return (await proveFile(file, { destination, jobs }))?.code;
}

function holding(level: number, min: number, max: number): { destination: MemoryDestination; file: LtxInfo } {
  const destination = new MemoryDestination();
  return { destination, file: destination.put(level, history.file(min, max)) };
}

describe.each([
  [9, 1, 12],
  [1, 4, 9],
])('a file of level %i, %i to %i', (level, min, max) => {
  test('is sound', async () => {
    const { destination, file } = holding(level, min, max);
    let bytes = 0;
    const onBytes = (length: number): void => {
      bytes += length;
    };
    expect(await proveFile(file, { destination, jobs, onBytes })).toBeUndefined();
    expect(bytes).toBe(file.size);
  });

  test('is damaged wherever a bit of it is', async () => {
    const { destination, file } = holding(level, min, max);
    const { bytes } = [...destination.files.values()][0]!;
    for (let at = 0; at < bytes.length; at += 97) {
      destination.put(level, history.file(min, max));
      destination.damage(file, flip(at));
      const code = await codeOf(destination, file);
      expect(code, `byte ${at}`).toMatch(/^ltx-/);
    }
  });

  test('is damaged when it is cut', async () => {
    const { destination, file } = holding(level, min, max);
    destination.damage(file, cutTo(file.size - 1));
    expect(await codeOf(destination, file)).toMatch(/^ltx-/);
  });

  test('is damaged when it is gone', async () => {
    const { destination, file } = holding(level, min, max);
    destination.drop(file);
    expect(await codeOf(destination, file)).toBe('object-missing');
  });

  test('is damaged under a name that is not its own', async () => {
    const { destination, file } = holding(level, min, max);
    const renamed = { ...file, max: file.max + 1n };
    destination.files.set(`${level}/${'0'.repeat(15)}${min}-${'0'.repeat(15)}${(max + 1).toString(16)}.ltx`, {
      info: renamed,
      bytes: history.file(min, max),
    });
    expect(await codeOf(destination, renamed)).toBe('ltx-header');
  });

  test('that cannot be read now is an error, not a finding', async () => {
    const { destination, file } = holding(level, min, max);
    destination.onRead = () => {
      throw new TidemarkError('destination-absent', 'unplugged');
    };
    await expect(codeOf(destination, file)).rejects.toMatchObject({ code: 'destination-absent' });
  });
});
