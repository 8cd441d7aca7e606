// Whose program is at the other end of a loopback connection. Linux tells, in /proc/net/tcp and tcp6: one line per socket,
//
//     sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid …
//      2: 0100007F:CE9A 0100007F:1DF9 01 00000000:00000000 00:00000000 00000000  1000 …
//
// addresses as 32-bit words in the byte order of the machine, ports and the state (01: established) in hex.
import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { endianness } from 'node:os';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;
/** The tables are no snapshots: a line can be passed over while others come and go. */
const READS = 3;
const ESTABLISHED = '01';
const ROOT = 0;
/** What IPv4 addresses begin with where IPv6 ones are expected, up to the last word. */
const MAPPED = endianness() === 'LE' ? '0000000000000000FFFF0000' : '00000000000000000000FFFF';
const LOOPBACK_6 = endianness() === 'LE' ? '00000000000000000000000001000000' : '00000000000000000000000000000001';

/** The part of a socket that names its two ends. */
export interface Ends {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
}

/**
 * Whether the other end belongs to a person who has no business here: somebody else, or somebody who hung up before
 * that could be seen. Nobody is where the system does not tell, nor for root, whose programs serve others.
 * @param uid of this process; undefined on Windows
 */
export function isStranger(ends: Ends, uid: number | undefined): boolean {
  if (uid === undefined || uid === ROOT) return false;
  for (let read = 0; read < READS; read++) {
    const tables = readTables();
    if (tables.length === 0) return false;
    const peer = tables.map((table) => uidOf(table, ends)).find((found) => found !== undefined);
    if (peer !== undefined) return peer !== uid && peer !== ROOT;
  }
  return true;
}

/** The user whose open socket is the remote end. */
export function uidOf(table: string, { remoteAddress, remotePort, localAddress, localPort }: Ends): number | undefined {
  const [theirs, ours] = [written(remoteAddress, remotePort), written(localAddress, localPort)];
  for (const line of table.split('\n').slice(1)) {
    const [, from = '', to = '', state, , , , uid] = line.trim().split(/\s+/);
    if (state === ESTABLISHED && theirs.includes(from) && ours.includes(to)) return Number(uid);
  }
  return undefined;
}

/** How the tables may write an end. */
function written(address = '', port = 0): string[] {
  const digits = port.toString(16).toUpperCase().padStart(4, '0');
  if (address === '::1') return [`${LOOPBACK_6}:${digits}`];
  if (!isIPv4(address)) return [];
  const bytes = Buffer.from(address.split('.').map(Number));
  const word = (endianness() === 'LE' ? bytes.reverse() : bytes).toString('hex').toUpperCase();
  return [`${word}:${digits}`, `${MAPPED}${word}:${digits}`];
}

function readTables(): string[] {
  return TABLES.flatMap((path) => {
    try {
      return [readFileSync(path, 'latin1')];
    } catch {
      return [];
    }
  });
}
