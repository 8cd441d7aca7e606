// A folder that looks like Electron's unpacked runtime to the packager, with nothing in it that runs: its program is the
// fuse wire alone (sentinel, version, length, one character per fuse), which is what the packager writes to.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What precedes the wire in every Electron program. */
export const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 9;

export function makeStandInElectron(folder: string, version: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES]), Buffer.from('0'.repeat(FUSES))]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.alloc(128), wire, Buffer.alloc(64)]), { mode: 0o755 });
  writeFileSync(join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/de.pak']) {
    writeFileSync(join(folder, name), '');
  }
}

/** The state of each fuse of a packed program, in their order: `1` on, `0` off. */
export function fusesOf(program: Buffer): string {
  const at = program.indexOf(SENTINEL) + SENTINEL.length;
  return program.toString('latin1', at + 2, at + 2 + program[at + 1]!);
}
