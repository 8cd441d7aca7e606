// What retention did, in words.
import type { RetentionOutcome } from '../../engine/agent/retention/history-keeper.ts';
import { assertNever } from '../../engine/base/errors.ts';
import { shownUrl } from '../bridge/destinations.ts';
import type { LogEvent } from '../terminal/log.ts';
import { formatBytes } from '../text/sizes.ts';

/** One event per thing worth knowing. */
export function retentionEvents(subject: string, outcome: RetentionOutcome): LogEvent[] {
  const place = shownUrl(outcome.url);
  switch (outcome.kind) {
    case 'done':
      return [...removedEvents(subject, place, outcome), ...damageEvents(subject, place, outcome)];
    case 'failed': {
      const { code, message, hint } = outcome.error;
      const words = `what is old could not be removed: ${message}${hint === '' ? '' : ` — ${hint}`}`;
      return [{ level: 'warn', event: 'not-removed', message: words, subject, fields: { code, place } }];
    }
    default:
      return assertNever(outcome);
  }
}

type Done = RetentionOutcome & { readonly kind: 'done' };

function removedEvents(subject: string, place: string, { files, bytes }: Done): LogEvent[] {
  if (files === 0) return [];
  const count = files === 1 ? '1 file' : `${files} files`;
  const message = `removed ${count} at ${place} that nothing kept needs (${formatBytes(bytes)})`;
  return [{ level: 'info', event: 'removed', message, subject, fields: { place, files, bytes } }];
}

function damageEvents(subject: string, place: string, { damaged }: Done): LogEvent[] {
  return damaged.map(({ error: { code, message } }) => ({
    level: 'warn',
    event: 'damaged',
    message: `a file at ${place} is damaged: ${message} — What can stand for it is kept. tidemark verify tells more.`,
    subject,
    fields: { code, place },
  }));
}
