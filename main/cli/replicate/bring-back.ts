// restore-if-db-not-exists: a missing database comes back from its destinations before it is followed.
import { shownUrl } from '../bridge/destinations.ts';
import { planGenerationsAt, restoreGenerationAt } from '../bridge/generations.ts';
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
  if (config.replicas.some(({ place }) => place.choices.format === 'generations')) {
    if ((await fromGenerations(config, label, log, context)) === 'restored') return;
  }
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
        sayPassedOver(skipped, message, label, log);
      },
      signal: context.interrupts.signal,
    },
    context,
  ).finally(() => {
    line.end();
  });
  await noteProved(url, value.proved, context);
  sayRestored(path, url, value.point.createdAt, label, log);
}

/** Copies in the format of Litestream 0.3 and 0.4: the newest state of all of them. Throws what is wrong where there are some. */
async function fromGenerations(config: DatabaseConfig, label: string, log: Log, context: Context): Promise<'restored' | 'none'> {
  const { path, replicas } = config;
  const urls = replicas.filter(({ place }) => place.choices.format === 'generations').map(({ url }) => url);
  const found = await planGenerationsAt(urls, { kind: 'latest' }, context);
  for (const { url, reason } of found.skipped) sayPassedOver(url, reason.message, label, log);
  if (found.best === undefined) {
    if (found.reason !== undefined) throw found.reason;
    return 'none';
  }
  const line = new ProgressLine(context.console, context.clock, label);
  const { url, value: plan } = found.best;
  const how = { output: path, overwrite: 'refuse', check: 'quick', onProgress: line.update, signal: context.interrupts.signal } as const;
  await restoreGenerationAt({ url, plan, ...how }, context).finally(() => {
    line.end();
  });
  sayRestored(path, url, plan.createdAt, label, log);
  return 'restored';
}

function sayPassedOver(url: string, reason: string, subject: string, log: Log): void {
  log.write({ level: 'warn', event: 'passed-over', subject, message: `${shownUrl(url)}: ${reason}` });
}

function sayRestored(database: string, url: string, at: number, subject: string, log: Log): void {
  const message = `was missing, restored from ${shownUrl(url)} as of ${formatMoment(at)}`;
  log.write({ level: 'info', event: 'restored', subject, message, fields: { database } });
}
