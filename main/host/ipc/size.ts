// How long a message from a page is, before anybody looks into it.
import { LONGEST_MESSAGE } from '../../ipc/contract/wire.ts';

/** Structured clones can hold what the wire does not: circles, bigints, maps. None of it is a message. */
export function isMessage(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return Buffer.byteLength(JSON.stringify(value)) <= LONGEST_MESSAGE;
  } catch {
    return false;
  }
}
