// What the segments of a journal are called: `wal-` and their number, five digits at least; in the order of numbers, not
// of letters, since numbers grow longer.
//
//   wal-00042                 entries
//   wal-00042.checkpoint      the same, with a checkpoint behind its last entry
//   ….damaged                 kept as it was found; entries before the damage are replayed
//   wal-00042.torn            bytes that were cut off its end after a crash

export interface SegmentName {
  /** From 0; one more with each segment. */
  readonly number: number;
  readonly mark: 'log' | 'checkpoint';
  readonly condition: 'intact' | 'damaged';
}

const DIGITS = 5;
const SEGMENT = /^wal-(\d{5}|[1-9]\d{5,14})(\.checkpoint)?(\.damaged)?$/;
const TORN = /^wal-(\d{5}|[1-9]\d{5,14})\.torn$/;

export function formatSegmentName({ number, mark, condition }: SegmentName): string {
  return `${stemOf(number)}${mark === 'checkpoint' ? '.checkpoint' : ''}${condition === 'damaged' ? '.damaged' : ''}`;
}

/** The name without what is known of it. */
export function stemOf(number: number): string {
  return `wal-${number.toString().padStart(DIGITS, '0')}`;
}

/** The name of what was cut off the end of that segment. */
export function tornName(number: number): string {
  return `${stemOf(number)}.torn`;
}

/** Undefined for all that is not a segment. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const match = SEGMENT.exec(name);
  if (match === null) return undefined;
  return {
    number: Number(match[1]),
    mark: match[2] === undefined ? 'log' : 'checkpoint',
    condition: match[3] === undefined ? 'intact' : 'damaged',
  };
}

/** The number of the segment of which that was cut off, or undefined for all that is no such thing. */
export function parseTornName(name: string): number | undefined {
  const digits = TORN.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
