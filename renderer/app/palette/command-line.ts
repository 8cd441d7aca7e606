// What does the same in a terminal, quoted for the shell of this computer.
import { CLI_LINES } from '../../../main/ipc/contract/cli-lines.ts';
import type { CommandLine } from '../actions.ts';

/** Undefined where a terminal has no such command. @param platform as Node names it */
export function commandLine({ command, words }: CommandLine, platform: string): string | undefined {
  const cli = CLI_LINES[command];
  if (cli === null) return undefined;
  const quoted = words.map((word) => quote(word, platform));
  return ['tidemark', cli, ...quoted].join(' ');
}

/** One word for a POSIX shell; on Windows for PowerShell, whose single quotes are as literal. */
export function quote(word: string, platform: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  const inner = platform === 'win32' ? word.replaceAll("'", "''") : word.replaceAll("'", `'\\''`);
  return `'${inner}'`;
}
