// A log that keeps what is written, for tests of parts that write one.
import type { Log } from '../../main/host/logs/log.ts';

export interface RecordedLog extends Log {
  readonly lines: readonly string[];
}

export function recordedLog(): RecordedLog {
  const lines: string[] = [];
  const write = (fields: unknown, text?: unknown): void => {
    lines.push(`${String(text)} ${JSON.stringify(fields)}`);
  };
  return { lines, info: write, warn: write, error: write };
}
