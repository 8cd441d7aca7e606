// From a location to a store that can be used, or tried. One of the two places that know the kinds there are (url.ts).
import { assertNever, TidemarkError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { ConditionalStore } from './conditional.ts';
import type { Destination } from './destination.ts';
import { fileDestination } from './file/file.ts';
import { fileObjects } from './file/object-store.ts';
import { folderProbe } from './file/probe.ts';
import type { FileSystem } from './folder-calls.ts';
import type { DestinationLocation, Secrets } from './location.ts';
import type { ObjectStore } from './objects.ts';
import type { Probe } from './probe.ts';
import { s3ObjectStore } from './s3/object-store.ts';
import { s3Objects } from './s3/objects.ts';
import { s3Probe } from './s3/probe.ts';
import { s3Destination } from './s3/s3.ts';
import { sftpProbe } from './sftp/probe.ts';
import { settleSftp } from './sftp/settle.ts';
import { sftpDestination } from './sftp/sftp.ts';
import type { Traffic } from './traffic.ts';
import { webdavProbe } from './webdav/probe.ts';
import { settleWebdav } from './webdav/settle.ts';
import { webdavDestination } from './webdav/webdav.ts';

export interface DestinationDeps {
  readonly secrets: Secrets;
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly random: Random;
  /** Where keys may be, beside the secrets. */
  readonly env: NodeJS.ProcessEnv;
  /** Of folders; the system's when absent. */
  readonly fs?: FileSystem;
}

/** Nothing is contacted yet. */
export function openDestination(location: DestinationLocation, deps: DestinationDeps): Destination {
  switch (location.kind) {
    case 'folder':
      return fileDestination({ path: location.path, ...deps });
    case 'sftp':
      return sftpDestination({ location, ...deps });
    case 's3':
      return s3Destination({ location, ...deps });
    case 'webdav':
      return webdavDestination({ location, ...deps });
    default:
      return assertNever(location);
  }
}

/** Nothing is contacted yet. `unsupported` where nothing judges conditions. */
export function openObjects(location: DestinationLocation, deps: DestinationDeps): ConditionalStore {
  if (location.kind === 's3') return s3Objects({ location, ...deps });
  throw new TidemarkError('unsupported', `nothing judges conditions at a place of the kind "${location.kind}"`);
}

/** Nothing is contacted yet. `unsupported` where there are LTX files only. */
export function openObjectStore(location: DestinationLocation, deps: DestinationDeps): ObjectStore {
  if (location.kind === 'folder') return fileObjects({ path: location.path, ...deps });
  if (location.kind === 's3') return s3ObjectStore({ location, ...deps });
  throw new TidemarkError('unsupported', `generations and journals cannot be at a place of the kind "${location.kind}"`, {
    hint: 'They can be in a folder or in an S3 bucket. Mount the server as a folder, or copy them to one.',
  });
}

/** Nothing is contacted yet. */
export function openProbe(location: DestinationLocation, deps: DestinationDeps): Probe {
  switch (location.kind) {
    case 'folder':
      return folderProbe({ path: location.path, clock: deps.clock, random: deps.random });
    case 's3':
      return s3Probe({ location, ...deps });
    case 'sftp':
      return sftpProbe({ location, ...deps });
    case 'webdav':
      return webdavProbe({ location, ...deps });
    default:
      return assertNever(location);
  }
}

/** Makes the folder at a server that histories will be in, if only that is missing; else as for the first use of it. */
export async function settlePlace(location: DestinationLocation, deps: DestinationDeps): Promise<void> {
  switch (location.kind) {
    case 'folder':
    case 's3':
      return;
    case 'sftp':
      return settleSftp({ location, ...deps });
    case 'webdav':
      return settleWebdav({ location, ...deps });
    default:
      return assertNever(location);
  }
}
