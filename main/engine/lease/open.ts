// The leaser of a place, by its kind.
import type { ConditionalStore } from '../destination/conditional.ts';
import type { DestinationLocation } from '../destination/location.ts';
import { assertNever } from '../base/errors.ts';
import { fileLeaser } from './file/leaser.ts';
import type { Leaser } from './leaser.ts';
import { objectLeaser } from './s3.ts';
import type { LeaserOptions } from './stored.ts';

export interface OpenLeaserOptions extends LeaserOptions {
  /** Where a server judges conditions. */
  readonly objects: () => ConditionalStore;
  /** Whether a history was kept there before. */
  readonly history?: () => 'expected' | 'unknown';
}

/** Undefined where nothing judges who was first: there exclusive create alone keeps writers apart. */
export function openLeaser(location: DestinationLocation, { objects, ...options }: OpenLeaserOptions): Leaser | undefined {
  switch (location.kind) {
    case 'folder':
      return fileLeaser({ ...options, dir: location.path });
    case 's3':
      return objectLeaser({ ...options, store: objects() });
    case 'sftp':
    case 'webdav':
      return undefined;
    default:
      return assertNever(location);
  }
}
