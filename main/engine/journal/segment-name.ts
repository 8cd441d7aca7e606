// What the segments of a journal are called. The first LSN is part of the name, so that no LSN is given twice even
// when the newest segment is empty; digits are padded, so that names sort as numbers do.
//
//   0000000042-00000000000000001234.log          entries from LSN 1234
//   0000000042-00000000000000001234.checkpoint   the same, with a checkpoint behind its last entry
//   ….log.damaged, ….checkpoint.damaged          kept as it was found; entries before the damage are replayed
//   0000000042-00000000000000001234.torn         bytes that were cut off its end after a crash

export interface SegmentName {
  /** From 0; one more with each segment. */
  readonly number: number;
  /** LSN of its first entry, or of the one that would be the first. */
  readonly firstLsn: bigint;
  readonly mark: 'log' | 'checkpoint';
  readonly condition: 'intact' | 'damaged';
}

const NUMBER_DIGITS = 10;
const LSN_DIGITS = 20;
const SEGMENT = /^(\d{10})-(\d{20})\.(log|checkpoint)(\.damaged)?$/;
const NUMBER = /^(\d{10})-/;

export function formatSegmentName(name: SegmentName): string {
  return `${stem(name)}.${name.mark}${name.condition === 'damaged' ? '.damaged' : ''}`;
}

/** The name of what was cut off the end of that segment. */
export function tornName(name: SegmentName): string {
  return `${stem(name)}.torn`;
}

/** Undefined for all that is not a segment. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const match = SEGMENT.exec(name);
  if (match === null) return undefined;
  return {
    number: Number(match[1]),
    firstLsn: BigInt(match[2]!),
    mark: match[3] === 'checkpoint' ? 'checkpoint' : 'log',
    condition: match[4] === undefined ? 'intact' : 'damaged',
  };
}

/** The number of the segment that the item belongs to, if it belongs to one. */
export function numberIn(name: string): number | undefined {
  const match = NUMBER.exec(name);
  return match === null ? undefined : Number(match[1]);
}

function stem({ number, firstLsn }: SegmentName): string {
  return `${number.toString().padStart(NUMBER_DIGITS, '0')}-${firstLsn.toString().padStart(LSN_DIGITS, '0')}`;
}
