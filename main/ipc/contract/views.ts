// What screens know of the engine: the types of its views and answers, and nothing that runs.
export type * from '../../engine/agent/views.ts';
export type {
  ActivityPage,
  ActivityQuery,
  Adopted,
  AdoptRequest,
  Candidate,
  CheckedFile,
  CostEstimate,
  CostRequest,
  DestinationChange,
  HostKey,
  PlaceInput,
  Place,
  PointList,
  Registered,
  RegisterOutcome,
  RestoredCopy,
  RestoredInPlace,
  RestorePreview,
  RetentionCounts,
  RetentionPreview,
  TestLine,
} from '../../engine/agent/engine.ts';
export type {
  FollowRequest,
  FollowSource,
  OfferedDatabase,
  Pairing,
  ServeRequest,
  ServerInput,
  ServerOffer,
} from '../../engine/agent/live.ts';
export type { Secrets } from '../../engine/destination/location.ts';
export type { ProbeStep } from '../../engine/destination/probe.ts';
