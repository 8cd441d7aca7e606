// The pen of one history as it outlives the process: one that was killed need not wait for its own lease to expire.
import { join } from 'node:path';
import { type Disk, replaceText } from '../../base/disk.ts';
import type { Random } from '../../base/random.ts';
import { shortHash } from '../../base/short-hash.ts';
import type { KeptLease, LeaseKeeper } from '../../lease/holder.ts';

export interface KeptPenOptions {
  readonly disk: Disk;
  readonly random: Random;
  readonly home: string;
  /** Of the history. */
  readonly url: string;
}

export function keptPen({ disk, random, home, url }: KeptPenOptions): LeaseKeeper {
  const dir = join(home, 'pens');
  const path = join(dir, `${shortHash(url)}.json`);
  return {
    load: () => {
      try {
        const { lease } = JSON.parse(disk.readFileSync(path, 'utf8')) as { readonly lease?: KeptLease };
        return lease;
      } catch {
        return undefined;
      }
    },
    save: (lease) => {
      disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
      const text = JSON.stringify({ version: 1, url, lease });
      replaceText(disk, path, text, random.token(8));
    },
  };
}
