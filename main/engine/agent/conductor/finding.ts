// Looking for databases on this computer.
import type { Candidate, Work } from '../engine.ts';
import { findCandidates, type RegisteredFile } from '../find/candidates.ts';
import { locateFile, type Wanted } from '../find/locate.ts';
import { usualPlaces } from '../find/places.ts';
import { DEFAULT_LIMITS, type WalkOptions } from '../find/walk.ts';
import { identityNow } from '../../sqlite/owner.ts';
import { ownFolders } from './check.ts';
import type { Core } from './core.ts';
import { wholePath } from './whole-path.ts';

/** Below the folders given, or in the usual places. */
export function find(core: Core, roots: readonly string[] | undefined, work: Work): Promise<readonly Candidate[]> {
  return findBelow(core, roots?.map((root) => wholePath(core, root)) ?? usualPlaces(core.surroundings), work);
}

export function findBelow(core: Core, roots: readonly string[], work: Work): Promise<readonly Candidate[]> {
  const { disk } = core.services;
  return findCandidates({ ...walkOptions(core, roots, work), disk, registered: registeredFiles(core) });
}

export function locate(core: Core, wanted: Wanted, work: Work): Promise<string | undefined> {
  return locateFile(wanted, walkOptions(core, usualPlaces(core.surroundings), work));
}

function walkOptions(core: Core, roots: readonly string[], { signal, onProgress }: Work): WalkOptions {
  const { clock } = core.services;
  const except = [...ownFolders(core), core.surroundings.defaultFolder];
  const onCount = (names: number): void => {
    onProgress({ step: 'find', done: names });
  };
  return { roots, except, limits: DEFAULT_LIMITS, clock, signal, onCount };
}

function registeredFiles({ databases, services }: Core): readonly RegisteredFile[] {
  return databases.some(undefined).flatMap(({ managed, facts }) => {
    const identity = identityNow(services.disk, managed.path);
    if (identity === undefined) return [];
    const mode = facts.mode === 'wal' ? 'wal' : 'rollback';
    return [{ id: managed.id, ...identity, pageSize: facts.pageSize, mode }];
  });
}
