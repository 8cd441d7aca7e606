// `restore -f`: what restores and then follows is what follows from nothing.
import { TidemarkError } from '../../engine/base/errors.ts';
import { withSecrets, type SecretFlags } from '../bridge/secrets.ts';
import type { Context } from '../context.ts';
import type { RestoreFlags } from '../restore/request.ts';
import { runFollow } from './run.ts';

export interface RestoreFollowFlags extends RestoreFlags, SecretFlags {
  readonly 'in-place': boolean;
  readonly 'follow-interval': number | undefined;
}

/** Flags of restore that mean one state, or another way to get it. */
const OTHERS = ['txid', 'timestamp', 'force', 'in-place', 'dry-run', 'integrity-check', 'if-db-not-exists', 'if-replica-exists'] as const;

export function runRestoreAndFollow(word: string | undefined, flags: RestoreFollowFlags, context: Context): Promise<number> {
  const other = OTHERS.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (other !== undefined) {
    throw new TidemarkError('usage', `-f and -${other} exclude each other`, { hint: 'Leave one of them out.' });
  }
  const server = { pair: undefined, 'token-file': undefined, pin: undefined, name: undefined };
  const how = { ...flags, ...server, interval: flags['follow-interval'], once: false, 'host-key': undefined };
  return runFollow(word, how, withSecrets(flags, context));
}
