// What happens while Tidemark runs, one line per event on stderr: for a person, or as JSON for a program.
import type { Clock } from '../../engine/base/clock.ts';
import { formatMoment } from '../text/times.ts';
import type { Console } from './console.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogEvent {
  readonly level: LogLevel;
  /** Stable name for programs: `protected`, `waiting`, … */
  readonly event: string;
  readonly message: string;
  /** What the event is about, as people call it; first on the line. */
  readonly subject?: string;
  /** For programs only. */
  readonly fields?: Readonly<Record<string, string | number>>;
}

export interface LogOptions {
  /** Events below this level are left out. */
  readonly level: LogLevel;
  readonly form: 'text' | 'json';
}

export class Log {
  readonly #console: Console;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #options: LogOptions;

  constructor(console: Console, clock: Pick<Clock, 'now'>, options: LogOptions) {
    this.#console = console;
    this.#clock = clock;
    this.#options = options;
  }

  readonly write = (event: LogEvent): void => {
    if (LOG_LEVELS.indexOf(event.level) < LOG_LEVELS.indexOf(this.#options.level)) return;
    this.#console.say(this.#options.form === 'json' ? this.#json(event) : this.#text(event));
  };

  #text({ message, subject }: LogEvent): string {
    return `${formatMoment(this.#clock.now())}  ${subject === undefined ? '' : `${subject}: `}${message}`;
  }

  #json({ level, event, message, subject, fields }: LogEvent): string {
    const time = new Date(this.#clock.now()).toISOString();
    return JSON.stringify({
      time,
      level,
      event,
      ...(subject === undefined ? {} : { subject }),
      message,
      ...fields,
    });
  }
}
