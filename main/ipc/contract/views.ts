// What screens know of the engine: the types of its views and answers, and nothing that runs.
export type * from '../../engine/agent/views.ts';
export type {
  ActivityPage,
  ActivityQuery,
  Adopted,
  Candidate,
  CostEstimate,
  DestinationChange,
  HostKey,
  PlaceInput,
  Place,
  PointList,
  Registered,
  RestoredCopy,
  RestoredInPlace,
  RestorePreview,
  RetentionCounts,
  RetentionPreview,
  TestLine,
} from '../../engine/agent/engine.ts';
export type { FollowSource, ServerInput, ServerOffer } from '../../engine/agent/live.ts';
export type { Secrets } from '../../engine/destination/location.ts';
