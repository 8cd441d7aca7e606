// The `-wal` file beside a database, for reading. Unlike the database it may be opened and closed freely.
import { type Disk, readFully } from '../base/disk.ts';
import { identify, lookUp, sameFile, type FileIdentity } from './owner.ts';
import { frameSize, WAL_HEADER_SIZE, type WalHeader } from './wal-format.ts';
import { readWalHeader } from './wal-scan.ts';

export class WalFile {
  readonly #disk: Disk;
  readonly path: string;
  #open: { readonly fd: number; readonly identity: FileIdentity } | undefined;

  constructor(disk: Disk, databasePath: string) {
    this.#disk = disk;
    this.path = `${databasePath}-wal`;
  }

  /** Bytes; 0 when there is no such file. Follows the path if the file was deleted and made again. */
  size(): number {
    const stat = lookUp(this.#disk, this.path);
    if (!sameFile(stat, this.#open?.identity)) this.close();
    // Opening a pipe of that name would wait for ever.
    if (stat?.isFile() !== true) return 0;
    if (this.#open === undefined) this.#openFile();
    return stat.size;
  }

  /** True when the file that was read last is not the one at the path any more. */
  vanished(): boolean {
    const { identity } = this.#open ?? {};
    return identity !== undefined && !sameFile(identify(this.#disk, this.path), identity);
  }

  /** Valid after `size()` gave more than 0, until the next call of `size()` or `close()`. */
  get fd(): number {
    return this.#open?.fd ?? -1;
  }

  /** The valid header, or undefined when SQLite would take the log for empty. */
  header(): WalHeader | undefined {
    return this.size() < WAL_HEADER_SIZE || this.#open === undefined ? undefined : readWalHeader(this.#disk, this.fd);
  }

  /** The running checksum in the header of the frame that ends at `offset`. */
  sumsBefore(offset: number, pageSize: number): { s0: number; s1: number } | undefined {
    const at = offset - frameSize(pageSize);
    if (at < WAL_HEADER_SIZE || this.#open === undefined) return undefined;
    const bytes = new Uint8Array(8);
    if (readFully(this.#disk, this.fd, bytes, at + 16) < 8) return undefined;
    const view = new DataView(bytes.buffer);
    return { s0: view.getInt32(0), s1: view.getInt32(4) };
  }

  close(): void {
    if (this.#open !== undefined) this.#disk.closeSync(this.#open.fd);
    this.#open = undefined;
  }

  #openFile(): void {
    const fd = this.#disk.openSync(this.path, 'r');
    const stat = this.#disk.fstatSync(fd);
    this.#open = { fd, identity: { dev: stat.dev, ino: stat.ino } };
  }
}
