// Who may write to a replica, from what the file says of its lease.
import type { WriterTerms } from '../../engine/agent/conductor/place.ts';
import type { DestinationLocation } from '../../engine/destination/location.ts';
import { leaseTerms } from '../../engine/lease/terms.ts';
import type { LeaseDraft, ReplicaDraft } from './drafts.ts';
import type { PlaceTools } from './place-parts.ts';

export interface Writer {
  readonly terms: WriterTerms;
  /** As the file says; as is usual for the place when it does not. */
  readonly pen: 'used' | 'unused' | undefined;
}

/** Undefined when that is a problem, which has been said. What the replica says goes before what is said for all. */
export function writerOf(
  draft: ReplicaDraft,
  shared: LeaseDraft,
  { kind }: DestinationLocation,
  { problems, computer }: PlaceTools,
): Writer | undefined {
  const lease = { ...shared, ...draft.lease };
  const { at = draft.at, enabled, type, owner = computer, holder } = lease;
  if (enabled === false) return { terms: {}, pen: 'unused' };
  if (type === 'static') {
    if (holder === undefined) {
      problems.add(at, 'a static lease has a holder', 'Add "holder:" with the name of the computer that writes, or its owner.');
      return undefined;
    }
    return { terms: { fixed: { holder: holder === owner ? 'us' : 'other', owner: holder } }, pen: 'used' };
  }
  const usual = kind === 'folder' ? 'file' : kind === 's3' ? 's3' : 'none';
  const isOwn = draft.lease.at !== undefined;
  if (isOwn && usual === 'none' && (enabled === true || type !== undefined)) {
    problems.add(at, 'nothing there judges who was first', 'Use "type: static" with a holder, or remove the lease.');
    return undefined;
  }
  if (isOwn && type !== undefined && type !== usual) {
    problems.add(at, `a lease of type "${type}" does not go with this replica`, `Use "type: ${usual}", or remove it.`);
    return undefined;
  }
  if (isOwn && holder !== undefined) {
    problems.add(at, 'only a static lease has a holder', 'Add "type: static", or remove the holder.');
    return undefined;
  }
  return termsOf(lease, usual, () => problems.attempt(at, () => leaseTerms(timesOf(lease))) !== undefined);
}

function termsOf(lease: LeaseDraft, usual: 'file' | 's3' | 'none', isSound: () => boolean): Writer | undefined {
  if (usual === 'none') return { terms: {}, pen: undefined };
  if (!isSound()) return undefined;
  const owner = lease.owner === undefined ? {} : { owner: lease.owner };
  return { terms: { ...timesOf(lease), ...owner }, pen: lease.enabled === true ? 'used' : undefined };
}

function timesOf({ ttl, maxTtl }: LeaseDraft): { ttl?: number; maxTtl?: number } {
  return { ...(ttl === undefined ? {} : { ttl }), ...(maxTtl === undefined ? {} : { maxTtl }) };
}
