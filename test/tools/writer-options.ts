// What the writer program can be told, as options of a function and as words of a command line.
import { parseArgs } from 'node:util';

export interface WriterOptions {
  /** The database to write to; made if missing. */
  readonly db: string;
  /** How long; 0 is until told to stop. */
  readonly seconds: number;
  /** How many transactions at most; 0 is no bound. */
  readonly transactions: number;
  /** Rows in each transaction. */
  readonly rows: number;
  /** Bytes of each row's body. */
  readonly rowBytes: number;
  /** Share of the rows, 0 to 1, that replace the body of an earlier row instead of adding one. */
  readonly updates: number;
  /** Transactions per second; 0 is as fast as they go. */
  readonly rate: number;
  /** `keep` leaves the journal mode the database has. */
  readonly journal: 'wal' | 'delete' | 'truncate' | 'persist' | 'keep';
  readonly sync: 'off' | 'normal' | 'full' | 'extra';
  /** wal_autocheckpoint: pages in the WAL that start a checkpoint; 0 never. */
  readonly checkpoint: number;
  /** busy_timeout, ms: how long SQLite waits for a lock before the writer counts a `busy` and tries again. */
  readonly busy: number;
  /** Of a database that is made. */
  readonly pageSize: number;
  /** The same seed gives the same rows. */
  readonly seed: number;
  /** `each`: say every commit as soon as it is one. */
  readonly acks: 'none' | 'each';
}

export const WRITER_DEFAULTS: Omit<WriterOptions, 'db'> = {
  seconds: 5,
  transactions: 0,
  rows: 20,
  rowBytes: 120,
  updates: 0,
  rate: 0,
  journal: 'wal',
  sync: 'normal',
  checkpoint: 1000,
  busy: 5000,
  pageSize: 4096,
  seed: 1,
  acks: 'none',
};

type Key = keyof WriterOptions;

/** Options that take one of a few words. */
const CHOICES: Partial<Record<Key, readonly string[]>> = {
  journal: ['wal', 'delete', 'truncate', 'persist', 'keep'],
  sync: ['off', 'normal', 'full', 'extra'],
  acks: ['none', 'each'],
};
const KEYS = ['db', ...Object.keys(WRITER_DEFAULTS)] as Key[];

/** `rowBytes` as `--row-bytes`. */
const flagOf = (key: Key): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export function toArguments(options: Partial<WriterOptions>): string[] {
  return KEYS.flatMap((key) =>
    options[key] === undefined ? [] : [`--${flagOf(key)}`, String(options[key])],
  );
}

/** Throws an Error that says what is wrong with the command line. */
export function parseArguments(args: string[]): WriterOptions {
  const options = Object.fromEntries(KEYS.map((key) => [flagOf(key), { type: 'string' as const }]));
  const { values } = parseArgs({ args, options });
  const given = KEYS.flatMap((key) => {
    const text = values[flagOf(key)];
    return text === undefined ? [] : [[key, valueOf(key, text)] as const];
  });
  const result = { ...WRITER_DEFAULTS, ...(Object.fromEntries(given) as Partial<WriterOptions>) };
  if (result.db === undefined) throw new Error('--db PATH says which database to write to');
  return { ...result, db: result.db };
}

function valueOf(key: Key, text: string): string | number {
  if (key === 'db') return text;
  const choices = CHOICES[key];
  if (choices !== undefined) {
    if (!choices.includes(text))
      throw new Error(`--${flagOf(key)} is one of ${choices.join(', ')}; not ${text}`);
    return text;
  }
  const number = Number(text);
  if (text === '' || !(number >= 0)) throw new Error(`--${flagOf(key)} is a number from 0; not ${text}`);
  return number;
}
