// The secret that nodes share: it lets each of them in at the others.
import { messageOf, TidemarkError } from '../../engine/base/errors.ts';
import type { Context } from '../context.ts';
import { databasePath } from '../text/paths.ts';
import type { TokenFlags } from './flags.ts';

const SHORTEST = 16;
const TOKEN = /^[\x21-\x7e]{16,512}$/;

/** `usage` without one, or with one that is easily guessed or cannot be sent. */
export function readToken(flags: Pick<TokenFlags, 'token-file'>, context: Pick<Context, 'env' | 'cwd' | 'disk'>): string {
  const token = (fromFile(flags, context) ?? context.env['TIDEMARK_NODE_TOKEN'] ?? '').trim();
  if (TOKEN.test(token)) return token;
  const what = token === '' ? 'the nodes share no secret' : `the secret of the nodes is not one: ${SHORTEST} to 512 letters and digits without blanks`;
  throw new TidemarkError('usage', what, {
    hint: 'Make one, put the same file on every node, and name it: openssl rand -hex 32 > node.token; -token-file node.token',
  });
}

function fromFile({ 'token-file': file }: Pick<TokenFlags, 'token-file'>, { cwd, disk }: Pick<Context, 'cwd' | 'disk'>): string | undefined {
  if (file === undefined) return undefined;
  try {
    return disk.readFileSync(databasePath(file, cwd), 'utf8');
  } catch (cause) {
    throw new TidemarkError('usage', `${file} cannot be read (${messageOf(cause)})`, { cause });
  }
}
