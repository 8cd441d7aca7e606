// restore-if-db-not-exists: a missing database comes back from its destinations before it is followed.
import { shownUrl } from '../bridge/destinations.ts';
import { noteProved } from '../bridge/proved.ts';
import { areEmpty, restoreBest } from '../bridge/restore.ts';
import type { DatabaseConfig } from '../config/configuration.ts';
import type { Context } from '../context.ts';
import type { Log } from '../terminal/log.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { formatMoment } from '../text/times.ts';

/**
 * Does nothing when the destinations hold nothing yet. Throws what restoring throws: then nothing may be
 * followed.
 */
export async function bringBack(
  config: DatabaseConfig,
  label: string,
  log: Log,
  context: Context,
): Promise<void> {
  const { path } = config;
  const destinations = config.replicas.map(({ place }) => place);
  if (await areEmpty(destinations, context)) return;
  const line = new ProgressLine(context.console, context.clock, label);
  const { url, value } = await restoreBest(
    {
      destinations,
      target: { kind: 'latest' },
      output: path,
      overwrite: 'refuse',
      check: 'quick',
      onProgress: line.update,
      onSkipped: (skipped, { message }) => {
        log.write({
          level: 'warn',
          event: 'passed-over',
          subject: label,
          message: `${shownUrl(skipped)}: ${message}`,
        });
      },
      signal: context.interrupts.signal,
    },
    context,
  ).finally(() => {
    line.end();
  });
  await noteProved(url, value.proved, context);
  const when = formatMoment(value.point.createdAt);
  const message = `was missing, restored from ${shownUrl(url)} as of ${when}`;
  log.write({ level: 'info', event: 'restored', subject: label, message, fields: { database: path } });
}
