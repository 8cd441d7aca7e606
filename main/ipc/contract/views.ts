// What screens know of the engine: the types of its views and answers, and nothing that runs.
export type * from '../../engine/agent/views.ts';
export type {
  ActivityPage,
  ActivityQuery,
  Candidate,
  CheckedFile,
  Place,
  PointList,
  Registered,
  RegisterOutcome,
  RestoredCopy,
  RestoredInPlace,
  RestorePreview,
  RetentionPreview,
  TestLine,
} from '../../engine/agent/engine.ts';
