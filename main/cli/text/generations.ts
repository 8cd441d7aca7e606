// Lists of what generations hold, for people and for programs: numbers in hex as names have them, sizes in bytes, times in RFC 3339.
import { timeBounds, type ListedGeneration } from '../../engine/generations/find.ts';
import { formatIndex, formatOffset } from '../../engine/generations/names.ts';
import { formatBytes } from './sizes.ts';
import { formatTable } from './table.ts';
import { formatMoment } from './times.ts';

/** Of one place. */
export interface GenerationsAt {
  readonly url: string;
  readonly generations: readonly ListedGeneration[];
}

export function generationTable(generations: readonly ListedGeneration[]): string {
  const columns = [
    { title: 'generation' },
    { title: 'snapshots', align: 'right' },
    { title: 'logs', align: 'right' },
    { title: 'size', align: 'right' },
    { title: 'from' },
    { title: 'to' },
  ] as const;
  const rows = generations.map((one) => {
    const { createdAt, updatedAt } = boundsOf(one);
    const times = createdAt === undefined ? ['no snapshot', ''] : [formatMoment(createdAt), formatMoment(updatedAt ?? createdAt)];
    return [one.generation, String(one.snapshots.length), String(logCount(one)), formatBytes(sizeOf(one)), ...times];
  });
  return formatTable(columns, rows);
}

export function generationsJson({ url, generations }: GenerationsAt): object[] {
  return generations.map((one) => {
    const { createdAt, updatedAt } = boundsOf(one);
    return {
      destination: url,
      generation: one.generation,
      snapshots: one.snapshots.length,
      logs: logCount(one),
      segments: one.segments.length,
      size: sizeOf(one),
      created_at: createdAt === undefined ? null : iso(createdAt),
      updated_at: updatedAt === undefined ? null : iso(updatedAt),
    };
  });
}

export function snapshotTable(generations: readonly ListedGeneration[]): string {
  const columns = [{ title: 'generation' }, { title: 'index' }, { title: 'stored' }, { title: 'size', align: 'right' }] as const;
  const rows = generations.flatMap(({ snapshots }) =>
    snapshots.map(({ generation, index, createdAt, size }) => [
      generation,
      formatIndex(index, 8),
      formatMoment(createdAt),
      formatBytes(size),
    ]),
  );
  return formatTable(columns, rows);
}

export function snapshotsJson({ url, generations }: GenerationsAt): object[] {
  return generations.flatMap(({ snapshots }) =>
    snapshots.map(({ generation, index, size, createdAt }) => ({
      destination: url,
      generation,
      index: formatIndex(index, 8),
      size,
      timestamp: iso(createdAt),
    })),
  );
}

export function segmentTable(generations: readonly ListedGeneration[]): string {
  const columns = [
    { title: 'generation' },
    { title: 'index' },
    { title: 'offset' },
    { title: 'stored' },
    { title: 'size', align: 'right' },
  ] as const;
  const rows = generations.flatMap(({ segments }) =>
    segments.map(({ generation, index, offset, createdAt, size }) => [
      generation,
      formatIndex(index, 8),
      formatOffset(offset, 8),
      formatMoment(createdAt),
      formatBytes(size),
    ]),
  );
  return formatTable(columns, rows);
}

export function segmentsJson({ url, generations }: GenerationsAt): object[] {
  return generations.flatMap(({ segments }) =>
    segments.map(({ generation, index, offset, size, createdAt }) => ({
      destination: url,
      generation,
      index: formatIndex(index, 8),
      offset: formatOffset(offset, 8),
      size,
      timestamp: iso(createdAt),
    })),
  );
}

function boundsOf(one: ListedGeneration): { readonly createdAt?: number; readonly updatedAt?: number } {
  return one.snapshots.length === 0 ? {} : timeBounds(one);
}

function logCount({ segments }: ListedGeneration): number {
  return new Set(segments.map(({ index }) => index)).size;
}

function sizeOf({ snapshots, segments }: ListedGeneration): number {
  return [...snapshots, ...segments].reduce((sum, { size }) => sum + size, 0);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
