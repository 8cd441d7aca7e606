// Is one stored file whole and what its name says, and, if it starts from nothing, a whole database?
import type { LtxInfo } from '../destination/destination.ts';
import { blaming, DamagedFileError } from './damage.ts';
import { decodeFile, type DecodeOptions } from './decode-file.ts';
import { NOWHERE } from './fold.ts';
import { readAhead } from './read-ahead.ts';
import type { HistorySource } from './source.ts';
import { checkName, walk } from './walk.ts';

export interface ProveOptions extends DecodeOptions {
  readonly destination: HistorySource;
}

/** Reads the file to its end. Undefined when it is sound; what is not the file's fault is thrown. */
export async function proveFile(file: LtxInfo, options: ProveOptions): Promise<DamagedFileError | undefined> {
  try {
    if (file.min === 1n) await walk([file], NOWHERE, options);
    else await decodeAlone(file, options);
    return undefined;
  } catch (error) {
    if (error instanceof DamagedFileError) return error;
    throw error;
  }
}

async function decodeAlone(file: LtxInfo, options: ProveOptions): Promise<void> {
  for await (const opened of readAhead(options.destination, [file], options.signal)) {
    const receiver = { header: checkName.bind(undefined, file), run: () => undefined };
    await blaming(file, () => decodeFile(opened, options, receiver));
  }
}
