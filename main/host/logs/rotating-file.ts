// A log file that starts anew when it has grown long, and keeps a few of the old ones: log.1 is younger than log.2.
import { dirname } from 'node:path';
import type { Disk } from '../../engine/base/disk.ts';

export interface RotatingFileOptions {
  readonly path: string;
  readonly disk: Disk;
  /** Bytes after which a new file is begun. */
  readonly longest: number;
  /** Old files that are kept, at least 1. */
  readonly keep: number;
}

/**
 * Lines are written as they come, so that the last one before a crash is there. A disk that takes no line is no reason
 * to fail: the line is left out.
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #fd: number | undefined;
  #size = 0;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
  }

  write(line: string): void {
    try {
      const bytes = Buffer.from(line);
      if (this.#fd !== undefined && this.#size + bytes.length > this.#options.longest) this.#rotate();
      this.#fd ??= this.#open();
      this.#size += this.#options.disk.writeSync(this.#fd, bytes);
    } catch {
      this.close();
    }
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) this.#options.disk.closeSync(fd);
  }

  #open(): number {
    const { path, disk } = this.#options;
    disk.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const fd = disk.openSync(path, 'a', 0o600);
    this.#size = disk.fstatSync(fd).size;
    return fd;
  }

  #rotate(): void {
    const { path, disk, keep } = this.#options;
    this.close();
    for (let age = keep - 1; age >= 1; age--) {
      if (disk.existsSync(`${path}.${age}`)) disk.renameSync(`${path}.${age}`, `${path}.${age + 1}`);
    }
    disk.renameSync(path, `${path}.1`);
  }
}
