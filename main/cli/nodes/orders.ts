// tidemark promote, tidemark handoff: what a node is told, wherever it runs.
import { join } from 'node:path';
import { TidemarkError } from '../../engine/base/errors.ts';
import { requestJson } from '../../engine/stream/node/peer-request.ts';
import { parsePinnedUrl } from '../../engine/stream/server/address.ts';
import { homeOf } from '../bridge/known.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { requireWord } from '../sources.ts';
import { ADDRESS_FILE } from './run.ts';
import type { TokenFlags } from './flags.ts';
import { readToken } from './token.ts';

/** Ms. A node that is told waits until it is done. */
const PATIENCE = 60_000;

export type OrderFlags = TokenFlags & { readonly database: string | undefined };

export type PromoteFlags = OrderFlags & { readonly force: boolean };

export async function runPromote(word: string | undefined, flags: PromoteFlags, context: Context): Promise<number> {
  const node = await nodeOf(requireWord(word, 'node', 'promote shop.db'), flags, context);
  const query = new URLSearchParams({ database: node.database, ...(flags.force ? { force: 'yes' } : {}) });
  const { body } = await ask(node, `/promote?${query.toString()}`, 'POST', context);
  if (flags.json) context.console.printJson(body);
  else context.console.print(`${node.database}: the node at ${node.url} is the primary`);
  return EXIT.ok;
}

export async function runHandOff(words: readonly string[], flags: OrderFlags, context: Context): Promise<number> {
  const [word, to] = words;
  const node = await nodeOf(requireWord(word, 'node', 'handoff shop.db 0123456789ABCDEF'), flags, context);
  const id = requireWord(to, 'follower', 'handoff shop.db 0123456789ABCDEF').toUpperCase();
  const query = new URLSearchParams({ database: node.database, node: id });
  const { body } = await ask(node, `/handoff?${query.toString()}`, 'POST', context);
  if (flags.json) context.console.printJson(body);
  else context.console.print(`${node.database}: the node ${id} takes over`);
  return EXIT.ok;
}

interface Named {
  readonly url: string;
  readonly token: string;
  readonly database: string;
}

/** An address, or the name of a database of which a node runs on this computer. */
async function nodeOf(word: string, flags: OrderFlags, context: Context): Promise<Named> {
  const token = readToken(flags, context);
  const isUrl = /^https?:\/\//i.test(word);
  const url = isUrl ? word : await addressOf(word, context);
  const database = flags.database ?? (isUrl ? await onlyDatabase({ url, token, database: '' }, context) : word);
  return { url, token, database };
}

async function addressOf(name: string, { env, disk }: Context): Promise<string> {
  try {
    const { nodeDir } = await import('../../engine/agent/home.ts');
    return disk.readFileSync(join(nodeDir(await homeOf(env), name), ADDRESS_FILE), 'utf8').trim();
  } catch (cause) {
    throw new TidemarkError('not-found', `no node of ${name} ran on this computer`, {
      hint: 'Give the address of a node instead, as it prints it: https://…#sha256:….',
      cause,
    });
  }
}

async function onlyDatabase(node: Named, context: Context): Promise<string> {
  const { body } = await ask(node, '/info', 'GET', context);
  const names = Object.keys((body as { readonly databases?: object }).databases ?? {});
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new TidemarkError('usage', `there are ${names.length} databases at ${node.url}`, { hint: 'Name one with -database.' });
}

async function ask({ url, token }: Named, path: string, method: 'GET' | 'POST', { interrupts }: Context): Promise<{ readonly body: unknown }> {
  return requestJson({ ...parsePinnedUrl(url), token, path, method, patience: PATIENCE, signal: interrupts.signal });
}
