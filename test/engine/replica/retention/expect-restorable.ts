// The proof that points are there: each is restored.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Destination } from '../../../../main/engine/destination/destination.ts';
import { restoreToFile } from '../../../../main/engine/restore/restore.ts';
import { optionsFor, scratchFolder } from '../../restore/harness.ts';
import type { History } from '../../restore/history.ts';

/** Restores each transaction and expects, byte by byte, the database as it was then; without damage unless told. */
export async function expectRestorable(
  destination: Destination,
  history: History,
  txids: readonly number[],
  damage: 'none' | 'some' = 'none',
): Promise<void> {
  const folder = scratchFolder();
  for (const txid of txids) {
    const output = join(folder, `${txid}.db`);
    const result = await restoreToFile(optionsFor({ destination, output, target: { kind: 'txid', txid: BigInt(txid) } }));
    expect(result.proved).toBe('recorded');
    if (damage === 'none') expect(result.damaged).toEqual([]);
    expect(Buffer.compare(readFileSync(output), history.images[txid]!)).toBe(0);
  }
}
