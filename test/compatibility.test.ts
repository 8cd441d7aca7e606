// docs/compatibility.md says the truth: every file it points to is there, and every name it points at is in that file.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const page = readFileSync(`${root}docs/compatibility.md`, 'utf8');

/** `path/file.ts#name`, or `path/file.ts` alone, below main/engine. */
const POINTER = /`([a-z0-9/-]+\.ts)(?:#([A-Za-z0-9_-]+))?`/g;
const pointers = [...page.matchAll(POINTER)].map(([, path, name]) => ({ path: path!, name }));

/** Public names as the papers on the other systems list them; each must be on the page. */
const NAMES: Readonly<Record<string, string>> = {
  'replica client': 'Type Init LTXFiles OpenLTXFile WriteLTXFile DeleteLTXFiles DeleteAll SetLogger ReplicaClientV3 ResumableReader',
  lease: `NewLeaser DefaultLeaseTTL DefaultLeaseMaxTTL DefaultLeaseFile LeaserType Owner MaxTTL AcquireLease RenewLease ReleaseLease
    MaxLeaseTTL ErrLeaseRequired ErrLeaseETagRequired ErrLeaseAlreadyReleased ErrTTLExceedsMax ErrLeaseCorrupt ErrLeaseNotHeld LeaseExistsError`,
  constants: `DefaultMonitorDelayInterval DefaultCheckpointInterval DefaultMinCheckpointPageN DefaultMaxCheckpointPageN DefaultShadowRetentionN
    WALHeaderChecksumOffset WALFrameHeaderChecksumOffset MetaDirSuffix WALDirName WALExt WALSegmentExt SnapshotExt GenerationNameLen
    CheckpointModePassive CheckpointModeFull CheckpointModeRestart CheckpointModeTruncate WALHeaderSize WALFrameHeaderSize WALIndexHeaderSize
    StreamRecordTypeSnapshot StreamRecordTypeWALSegment StreamRecordHeaderSize DefaultSyncInterval DefaultRetention DefaultRetentionCheckInterval
    BusyTimeout DefaultRestoreParallelism FileReplicaClientType MaxIndex ErrDBClosed ErrNoGeneration ErrGenerationChanged ErrNoSnapshots
    ErrNoWALSegments ErrChecksumMismatch LogWriter LogFlags Tracef`,
  functions: `ApplyWAL Checksum ComparePos FindLatestGeneration FindMaxIndexByGeneration FindMaxSnapshotIndexByGeneration FindMaxWALIndexByGeneration
    FindSnapshotForIndex FormatIndex FormatOffset ParseIndex ParseOffset GenerationTimeBounds IsGenerationName LatestReplica ReadWALFields
    ReplicaClientTimeBounds Restore RestoreSnapshot SnapshotTimeBounds WALTimeBounds NewReplica NewRestoreOptions NewFileReplicaClient
    NewFileWALSegmentIterator NewBufferedWALSegmentIterator NewSnapshotInfoSliceIterator NewWALSegmentInfoSliceIterator NewWALDownloader
    FilterSnapshotsAfter FindMinSnapshotByGeneration SliceSnapshotIterator SliceWALSegmentIterator`,
  types: `StreamClient SQLDB UpdatedAt CurrentGeneration NotifyCh Checkpoint WALSegments WALReader WALSegmentReader WithFile Watch Unwatch
    SyncInterval SnapshotInterval RetentionCheckInterval ValidationInterval MonitorEnabled SnapshotIndexAt GenerationCreatedAt EnforceRetention
    Generations DeleteGeneration WriteSnapshot DeleteSnapshot SnapshotReader WriteWALSegment DeleteWALSegments FileMode DirMode GenerationsDir
    GenerationDir SnapshotsDir SnapshotPath WALDir WALSegmentPath FileWALSegmentIterator SetErr Append Indexes BufferedWALSegmentIterator Peek
    WALDownloader Parallelism WALNotFoundError ParsePos IsZero Truncate SnapshotInfo SnapshotInfoSlice SnapshotIterator WALInfo WALInfoSlice
    WALSegmentInfo WALSegmentInfoSlice WALSegmentIterator StreamReader StreamRecordHeader RestoreOptions WALWriter WriteHeader WriteFrame Salt0 Salt1`,
  LiteFS: `Client.Stream ApplyLTX OpenLTXFile ReadLTXDir WriteSnapshotTo InWriteTx PendingLock ReservedLock SharedLock GuardSet CreateJournal
    WriteJournal WriteDatabase CommitJournal FileType Invalidator JournalMode LTXStreamFrame Lease Leaser LockType ParseLockRange F_OFD_GETLK
    F_OFD_SETLK F_OFD_SETLKW Pos PrimaryInfo RWMutex RWMutexGuard RWMutexState ReadyStreamFrame StaticLease StaticLeaser NewStaticLeaser Store
    NewStore StoreVar StreamFrame StreamFrameType ReadStreamFrame WriteStreamFrame Subscriber DirtySet MarkDirty TrimName
    DefaultRetentionDuration DefaultRetentionMonitorInterval IDLength RWMutexInterval ErrDatabaseNotFound ErrDatabaseExists ErrNoPrimary
    ErrPrimaryExists ErrLeaseExpired ErrReadOnlyReplica PosMap Candidate IsPrimary PrimaryCtx ReadyCh`,
  xwal: `WALBackendType Type() Open() Write Replay ReplayFromRange CreateCheckpoint ReplayFromCheckpoint ReplayToCheckpoint LastIndex IncLastIndex Close`,
};

describe('docs/compatibility.md', () => {
  test('points at files and names that are there', () => {
    expect(pointers.length).toBeGreaterThan(150);
    const wrong = pointers.filter(({ path, name }) => {
      const file = `${root}main/engine/${path}`;
      return !existsSync(file) || (name !== undefined && !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(readFileSync(file, 'utf8')));
    });
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(NAMES))('leaves out no public name: %s', (_system, names) => {
    const said = new Set([...page.matchAll(/[A-Za-z0-9_.()]+/g)].flatMap(([word]) => [word, ...word.split(/[.(]/)]));
    expect(names.split(/\s+/).filter((name) => !said.has(name))).toEqual([]);
  });
});
