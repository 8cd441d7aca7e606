// A program that dies with its database open: `crash.ts <wal|rows|journal> <path>`. All leave 100 committed
// rows, but `wal` has everything in the -wal, `rows` has changes of rows there and the first page only in the
// database, and `journal` has half a transaction more and a hot journal.
import Sqlite from 'better-sqlite3';

const [kind, path] = process.argv.slice(2);
const database = new Sqlite(path);
database.pragma('page_size = 512');
database.pragma(`journal_mode = ${kind === 'journal' ? 'DELETE' : 'WAL'}`);
database.pragma('wal_autocheckpoint = 0');
database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, body BLOB)');
database.exec(`WITH RECURSIVE c (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 100)
  INSERT INTO t SELECT i, i, zeroblob(300) FROM c`);
if (kind === 'rows') {
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.exec('UPDATE t SET body = zeroblob(299)');
}
if (kind === 'journal') {
  // A cache of a few pages spills: changed pages reach the file, so only the journal knows what was there.
  database.pragma('cache_size = 3');
  database.exec('BEGIN; UPDATE t SET n = -1, body = randomblob(300)');
}
process.kill(process.pid, 'SIGKILL');
