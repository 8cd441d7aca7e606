// Pages in chunks of a quarter of a megabyte: read, summed and compressed by jobs, so that big databases use every core
// while one thread keeps the order. Reads go through descriptors that the capturing thread holds open.
import { systemDisk } from '../base/disk.ts';
import { defineJob, type JobRunner } from '../jobs/job.ts';
import { mapOrdered } from '../jobs/ordered.ts';
import { pageSumInto } from '../ltx/checksum.ts';
import { encodeChunk, type EncodedChunk } from '../ltx/encoder.ts';
import { type PagePlaces, pagesFrom, placesOf, readPlaces, type View } from './view.ts';

/** Large enough that handing it to another thread costs little; several are under way for each database. */
const CHUNK_BYTES = 1 << 18;

export interface SummedChunk {
  readonly pgnos: Uint32Array;
  /** Two halves per page, as `pageSumInto` writes them. */
  readonly sums: Uint32Array<ArrayBuffer>;
}

export const sumPagesJob = defineJob<PagePlaces, SummedChunk>('capture.sum-pages', (places) => {
  const value = sumPlaces(places);
  return { value, transfer: [value.sums.buffer] };
});

/** Reads and sums pages in place. */
export function sumPlaces(places: PagePlaces): SummedChunk {
  const { pgnos, pageSize } = places;
  const pages = readPages(places);
  const sums = new Uint32Array(2 * pgnos.length);
  pgnos.forEach((pgno, i) => {
    pageSumInto(pgno, pages.subarray(i * pageSize, (i + 1) * pageSize), sums, i);
  });
  return { pgnos, sums };
}

export const encodePagesJob = defineJob<PagePlaces, EncodedChunk>('capture.encode-pages', (places) => {
  const chunk = encodePlaces(places);
  return { value: chunk, transfer: buffersOf(chunk) };
});

/** Reads and encodes pages in place, for the few pages of an everyday transaction. */
export function encodePlaces(places: PagePlaces): EncodedChunk {
  return encodeChunk({ pageSize: places.pageSize, pgnos: places.pgnos, pages: readPages(places) });
}

let scratch = new Uint8Array(0);

/** Into a buffer that the next call uses again: a big database would leave gigabytes to the garbage collector. */
function readPages(places: PagePlaces): Uint8Array {
  const bytes = places.pgnos.length * places.pageSize;
  if (scratch.length < bytes) scratch = new Uint8Array(bytes);
  const pages = scratch.subarray(0, bytes);
  readPlaces(systemDisk, places, pages);
  return pages;
}

function buffersOf(chunk: EncodedChunk): ArrayBuffer[] {
  const buffers = [chunk.bytes.buffer, chunk.sums.buffer, chunk.lengths.buffer];
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

export function pagesPerChunk(pageSize: number): number {
  return Math.max(1, Math.floor(CHUNK_BYTES / pageSize));
}

/** Chunks under way: one for each core, and one that waits its turn; more would only take memory. */
function windowOf(jobs: JobRunner): number {
  return jobs.width + 1;
}

/** Sums every page of the view, in order. */
export function sumAll(jobs: JobRunner, view: View): AsyncGenerator<SummedChunk> {
  return mapOrdered(everyPage(view), windowOf(jobs), (places) => jobs.run(sumPagesJob, places));
}

/** Encodes every page of the view, in order. */
export function encodeAll(jobs: JobRunner, view: View): AsyncGenerator<EncodedChunk> {
  return mapOrdered(everyPage(view), windowOf(jobs), (places) => jobs.run(encodePagesJob, places));
}

/** Encodes the given pages of the view, in order. */
export function encodeSome(jobs: JobRunner, view: View, pgnos: Uint32Array): AsyncGenerator<EncodedChunk> {
  return mapOrdered(somePages(view, pgnos), windowOf(jobs), (places) => jobs.run(encodePagesJob, places));
}

/** Sums the given pages of the view, in order. */
export function sumSome(jobs: JobRunner, view: View, pgnos: Uint32Array): AsyncGenerator<SummedChunk> {
  return mapOrdered(somePages(view, pgnos), windowOf(jobs), (places) => jobs.run(sumPagesJob, places));
}

function* everyPage(view: View): Generator<PagePlaces> {
  const count = pagesPerChunk(view.pageSize);
  for (let first = 1; first <= view.commit; ) {
    const pgnos = pagesFrom(view, first, count);
    if (pgnos.length === 0) return;
    yield placesOf(view, pgnos);
    first = pgnos[pgnos.length - 1]! + 1;
  }
}

function* somePages(view: View, pgnos: Uint32Array): Generator<PagePlaces> {
  const count = pagesPerChunk(view.pageSize);
  for (let at = 0; at < pgnos.length; at += count) yield placesOf(view, pgnos.slice(at, at + count));
}
