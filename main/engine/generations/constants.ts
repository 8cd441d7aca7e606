// Figures and words of Litestream 0.3 and 0.4 (FACTS D.6) that their histories depend on.

/** Hex digits. */
export const GENERATION_NAME_LENGTH = 16;
/** The highest index of a write-ahead log: behind it a new generation begins. */
export const MAX_INDEX = 0x7fffffff;
export const SNAPSHOT_EXT = '.snapshot.lz4';
export const WAL_SEGMENT_EXT = '.wal.lz4';
/** Logs that are fetched at the same time, unless told otherwise. */
export const RESTORE_PARALLELISM = 8;
