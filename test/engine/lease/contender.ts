// A process with many who want the pen, each of whom wants it once: contender.ts <what, as JSON>. Each writes to the log when
// it may write, as if to a history: `<generation> <who> <system-wide monotonic ns>`. Ends when all had it.
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import type { S3Location, Secrets } from '../../../main/engine/destination/location.ts';
import { s3Objects } from '../../../main/engine/destination/s3/objects.ts';
import { freeTraffic } from '../../../main/engine/destination/traffic.ts';
import { fileLeaser } from '../../../main/engine/lease/file/leaser.ts';
import { PenHolder } from '../../../main/engine/lease/holder.ts';
import type { Leaser } from '../../../main/engine/lease/leaser.ts';
import { objectLeaser } from '../../../main/engine/lease/s3.ts';
import type { LeaseTerms } from '../../../main/engine/lease/terms.ts';

export interface Contest {
  readonly place: { readonly dir: string } | { readonly location: S3Location; readonly secrets: Secrets };
  readonly terms: LeaseTerms;
  readonly log: string;
  readonly contenders: number;
  /** Longest wait between two attempts, ms. */
  readonly pause: number;
}

const contest = JSON.parse(process.argv[2]!) as Contest;
const log = openSync(contest.log, 'a');
const common = { clock: systemClock, random: systemRandom, ...contest.terms };

function leaser(owner: string): Leaser {
  const { place } = contest;
  if ('dir' in place) return fileLeaser({ ...common, dir: place.dir, owner });
  const objects = s3Objects({ ...place, traffic: freeTraffic, random: systemRandom, clock: systemClock, env: {} });
  return objectLeaser({ ...common, store: objects, owner });
}

/** The time is taken before the check: whoever may write afterwards could write then. */
function write(holder: PenHolder, who: string): void {
  const time = process.hrtime.bigint();
  holder.check();
  const { pen } = holder;
  if (pen.kind === 'ours') writeSync(log, `${pen.generation} ${who} ${time}\n`);
}

async function contend(): Promise<void> {
  const who = randomUUID();
  const holder = new PenHolder({ leaser: leaser(who), clock: systemClock });
  const { signal } = new AbortController();
  for (;;) {
    try {
      await holder.ensure(signal);
      for (let i = 0; i < 4; i++) {
        write(holder, who);
        await sleep(Math.random() * 3);
      }
      // Some let it lapse.
      if (Math.random() > 0.01) await holder.letGo();
      return;
    } catch (error) {
      if (!isTidemarkError(error)) throw error;
      if (error.retry === 'never') throw error;
    }
    await sleep(Math.random() * contest.pause);
  }
}

await Promise.all(Array.from({ length: contest.contenders }, () => contend()));
closeSync(log);
