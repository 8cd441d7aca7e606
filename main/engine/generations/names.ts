// The names of what a generation holds (FACTS D.1): numbers in hex, padded with zeros to 8 digits or 16, and as many more as they need.
//
//   flat-8     generations/<16 hex>/wal/<index>_<offset>.wal.lz4
//   nested     generations/<16 hex>/wal/<index>/<offset>.wal.lz4
//   all        generations/<16 hex>/snapshots/<index>.snapshot.lz4
import { TidemarkError } from '../base/errors.ts';
import type { Generation, GenerationNaming, GenerationPos } from './client.ts';
import { GENERATION_NAME_LENGTH, MAX_INDEX, SNAPSHOT_EXT, WAL_SEGMENT_EXT } from './constants.ts';

/** The folder that holds all generations of a place. */
export const GENERATIONS = 'generations';

const GENERATION = new RegExp(`^[0-9a-f]{${GENERATION_NAME_LENGTH}}$`);
const NUMBER = /^[0-9a-f]{8,16}$/;
const SNAPSHOT = /^([0-9a-f]{8,16})\.snapshot\.lz4$/;
const SEGMENT = /^([0-9a-f]{8,16})([_/])([0-9a-f]{8,16})\.wal\.lz4$/;

/** How one name is written: where the offset is, and to how many digits the two numbers are padded. */
export interface NameStyle {
  readonly layout: 'flat' | 'nested';
  readonly indexDigits: number;
  readonly offsetDigits: number;
}

const STYLES: Readonly<Record<GenerationNaming, NameStyle>> = {
  'flat-8': { layout: 'flat', indexDigits: 8, offsetDigits: 8 },
  'nested-8': { layout: 'nested', indexDigits: 8, offsetDigits: 8 },
  'nested-16': { layout: 'nested', indexDigits: 16, offsetDigits: 16 },
};

export function styleOf(naming: GenerationNaming): NameStyle {
  return STYLES[naming];
}

/** Of all the versions there have been. */
export const KNOWN_STYLES: readonly NameStyle[] = Object.values(STYLES);

export function isGenerationName(text: string): boolean {
  return GENERATION.test(text);
}

/** `usage` for what is no generation's name. */
export function requireGeneration(text: string): Generation {
  if (isGenerationName(text)) return text;
  throw new TidemarkError('usage', `"${text}" is not the name of a generation`, {
    hint: `It has ${GENERATION_NAME_LENGTH} digits of 0-9 and a-f, as \`tidemark generations\` lists it.`,
  });
}

export function generationFolder(generation: Generation): string {
  return `${GENERATIONS}/${requireGeneration(generation)}`;
}

export function snapshotFolder(generation: Generation): string {
  return `${generationFolder(generation)}/snapshots`;
}

export function walFolder(generation: Generation): string {
  return `${generationFolder(generation)}/wal`;
}

/** Padded with zeros to `digits`. `refused` for what is not a whole number from 0 to MAX_INDEX. */
export function formatIndex(index: number, digits: number): string {
  if (Number.isInteger(index) && index >= 0 && index <= MAX_INDEX) return hex(index, digits);
  throw new TidemarkError('refused', `${index} is not the index of a write-ahead log: it is 0 to ${MAX_INDEX}`);
}

/** Padded with zeros to `digits`. `refused` for what is not a whole number from 0 on. */
export function formatOffset(offset: number, digits: number): string {
  if (Number.isSafeInteger(offset) && offset >= 0) return hex(offset, digits);
  throw new TidemarkError('refused', `${offset} is not an offset in a write-ahead log`);
}

/** Of 8 to 16 lower-case hex digits; undefined for anything else, and for what is beyond 2^53 - 1. */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number.parseInt(text, 16);
  return Number.isSafeInteger(value) ? value : undefined;
}

export function snapshotName(generation: Generation, index: number, { indexDigits }: NameStyle): string {
  return `${snapshotFolder(generation)}/${formatIndex(index, indexDigits)}${SNAPSHOT_EXT}`;
}

export interface SegmentPlace {
  readonly index: number;
  readonly offset: number;
}

export function segmentName(generation: Generation, { index, offset }: SegmentPlace, style: NameStyle): string {
  const between = style.layout === 'flat' ? '_' : '/';
  const numbers = formatIndex(index, style.indexDigits) + between + formatOffset(offset, style.offsetDigits);
  return `${walFolder(generation)}/${numbers}${WAL_SEGMENT_EXT}`;
}

/** As messages name it. */
export function showSnapshot(generation: Generation, index: number): string {
  return `the snapshot ${formatIndex(index, 8)} of generation ${generation}`;
}

/** As messages name it. */
export function showLog(generation: Generation, index: number): string {
  return `the write-ahead log ${formatIndex(index, 8)} of generation ${generation}`;
}

/** As messages name it. */
export function showSegment({ generation, index, offset }: GenerationPos): string {
  return `the segment ${formatOffset(offset, 8)} of ${showLog(generation, index)}`;
}

/** What segments with this index or a higher one come behind, whatever their style, in the order of names. */
export function beforeIndex(generation: Generation, index: number): string {
  return `${walFolder(generation)}/${hex(index, 16)}`;
}

/** Of the part behind the folder of snapshots. Undefined for what is none. */
export function parseSnapshotName(text: string): { readonly index: number; readonly style: NameStyle } | undefined {
  const [, digits = ''] = SNAPSHOT.exec(text) ?? [];
  const index = parseNumber(digits);
  if (index === undefined || index > MAX_INDEX) return undefined;
  const padded = paddingOf(digits);
  return { index, style: { layout: 'flat', indexDigits: padded, offsetDigits: padded } };
}

/** Of the part behind the folder of write-ahead logs. Undefined for what is none. */
export function parseSegmentName(text: string): (SegmentPlace & { readonly style: NameStyle }) | undefined {
  const [, indexText = '', between, offsetText = ''] = SEGMENT.exec(text) ?? [];
  const [index, offset] = [parseNumber(indexText), parseNumber(offsetText)];
  if (index === undefined || index > MAX_INDEX || offset === undefined) return undefined;
  const layout = between === '_' ? 'flat' : 'nested';
  return { index, offset, style: { layout, indexDigits: paddingOf(indexText), offsetDigits: paddingOf(offsetText) } };
}

/** To how many digits a number was padded: one that begins with another digit than 0 may be as long as it is by itself. */
function paddingOf(digits: string): number {
  return digits.startsWith('0') ? digits.length : 8;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
