// Litestream's own program, 0.5, as a second opinion where there is one: what it restores of a history of ours.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { formatTxid } from '../../../../main/engine/ltx/txid.ts';
import { scratchFolder, sha256 } from '../../restore/harness.ts';

/** Its path. */
const PROGRAM = process.env['TIDEMARK_LITESTREAM'] ?? '';

/** A transaction, or the newest state before a moment (ms since the epoch). */
export type Asked = { readonly txid: bigint } | { readonly at: number };

/** SHA-256 of the file; rejects when it restores nothing. */
export async function restoreByLitestream(url: string, asked: Asked, env: NodeJS.ProcessEnv): Promise<string> {
  if (PROGRAM === '') return 'no program';
  const output = join(scratchFolder(), 'out.db');
  const limit = 'txid' in asked ? ['-txid', formatTxid(asked.txid)] : ['-timestamp', new Date(asked.at).toISOString()];
  await promisify(execFile)(PROGRAM, ['restore', '-o', output, ...limit, url], { env });
  return sha256(output);
}
