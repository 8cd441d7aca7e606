// A program that has a database open until its input ends: `hold.ts <reading|writing> <path>`.
import Sqlite from 'better-sqlite3';

const [kind, path] = process.argv.slice(2);
const database = new Sqlite(path);
database.exec(kind === 'writing' ? 'BEGIN IMMEDIATE' : 'SELECT count(*) FROM t');
process.stdout.write('open\n');
process.stdin.resume();
process.stdin.on('end', () => {
  database.close();
});
