// A disk that stops working at a chosen call, as a kill or a full disk would have it.
import type { Disk } from '../../main/engine/base/disk.ts';

/** The calls that change something on the disk. */
const WRITING_CALLS = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'ftruncateSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
  'mkdirSync',
  'utimesSync',
] as const satisfies readonly (keyof Disk)[];

export interface FaultyDisk {
  readonly disk: Disk;
  /** Writing calls so far. */
  readonly calls: number;
  /** The next write fails with this errno; the calls after it work again. */
  failNext(errno: string): void;
  /** Only that writing call fails, counted from 1. */
  failCall(call: number, errno: string): void;
}

/** From writing call number `last` on, every writing call fails as if the process had been killed before it. */
export function stopAfter(disk: Disk, last: number): FaultyDisk {
  let calls = 0;
  let failing: string | undefined;
  let failingCall = { number: 0, errno: '' };
  const faulty = { ...disk };
  const guarded = (name: string, call: (...args: never[]) => unknown) => {
    return (...args: never[]): unknown => {
      calls++;
      if (calls >= last) throw new Error('the process was killed');
      if (calls === failingCall.number) throw Object.assign(new Error(failingCall.errno), { code: failingCall.errno });
      if (failing !== undefined && name === 'writeSync') {
        const error = Object.assign(new Error(failing), { code: failing });
        failing = undefined;
        throw error;
      }
      return call(...args);
    };
  };
  for (const name of WRITING_CALLS) {
    Object.assign(faulty, { [name]: guarded(name, disk[name] as (...args: never[]) => unknown) });
  }
  return {
    disk: faulty,
    get calls() {
      return calls;
    },
    failCall: (number, errno) => {
      failingCall = { number, errno };
    },
    failNext: (errno) => {
      failing = errno;
    },
  };
}
