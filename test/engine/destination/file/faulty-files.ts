// A file system whose calls a test can watch, fail, or answer otherwise.
import type { FileHandle } from 'node:fs/promises';
import { systemFiles, type FileSystem } from '../../../../main/engine/destination/folder-calls.ts';

/** One call: `link`, `unlink`, …, or of an open file `handle.writev`, `handle.sync`, … */
export interface FileCall {
  readonly name: string;
  /** The path it is about; of a handle, the one it was opened with. */
  readonly path: string;
}

/** Runs before each call. What it throws is the call's failure. */
export type Interfere = (call: FileCall) => void | Promise<void>;

export function errno(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** Fails every call that `which` picks. */
export function failing(code: string, which: (call: FileCall) => boolean): FileSystem {
  return watchedFiles((call) => {
    if (which(call)) throw errno(code);
  });
}

export function watchedFiles(interfere: Interfere): FileSystem {
  return wrap(systemFiles, '', undefined, interfere);
}

function wrap<T extends object>(
  target: T,
  prefix: string,
  path: string | undefined,
  interfere: Interfere,
): T {
  return new Proxy(target, {
    get(object, key): unknown {
      const method: unknown = Reflect.get(object, key);
      if (typeof method !== 'function' || typeof key !== 'string') return method;
      return async (...args: unknown[]): Promise<unknown> => {
        const about = path ?? String(args[0]);
        await interfere({ name: prefix + key, path: about });
        const result: unknown = await Reflect.apply(method, object, args);
        return key === 'open' ? wrap(result as FileHandle, 'handle.', about, interfere) : result;
      };
    },
  });
}
