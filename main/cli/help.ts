// Help pages, laid out from what commands say of themselves.
import { TidemarkError } from '../engine/base/errors.ts';
import { didYouMean } from './args/nearest.ts';
import type { FlagSet } from './args/flags.ts';
import type { CommandHelp } from './command.ts';
import { COMMANDS } from './commands.ts';
import { formatPairs } from './text/table.ts';
import { wrap } from './text/wrap.ts';

const CONFIG_TOPIC = 'config';
/** Of running text, characters. */
const WIDTH = 100;

/** The page on a command or on `config`; without a topic, the overview. */
export async function helpPage(topic: string | undefined): Promise<string> {
  if (topic === undefined) return overview();
  if (topic === CONFIG_TOPIC) return (await import('./config/reference.ts')).configHelp();
  if (topic === 'help') return overview();
  const entry = COMMANDS.get(topic);
  if (entry !== undefined) return commandHelp(topic, await entry.load());
  const hint = didYouMean(topic, [...COMMANDS.keys(), CONFIG_TOPIC]) || '`tidemark help` lists the commands.';
  throw new TidemarkError('usage', `there is no help on "${topic}"`, { hint });
}

function overview(): string {
  const commands = [...COMMANDS].map(([name, { summary }]) => [name, summary] as const);
  const help = ['help', 'explain a command, or `config`: the configuration file'] as const;
  return [
    'Tidemark keeps SQLite databases continuously copied and provably restorable.',
    '',
    'Usage: tidemark COMMAND [flags and words in any order]',
    '',
    formatPairs([...commands, help], '  '),
    '',
    'Try it:  tidemark replicate shop.db /mnt/backup/shop',
    '         tidemark restore shop.db -o yesterday.db -timestamp "24h ago"',
    '',
    '`tidemark help COMMAND` says more about each. Add -json for output that programs can read.',
  ].join('\n');
}

function commandHelp(name: string, { usage, about, flags, examples }: CommandHelp): string {
  const sections = [
    usage.map((words) => `Usage: tidemark ${name} ${words}`.trimEnd()).join('\n'),
    about.split('\n').map((line) => wrap(line, WIDTH)).join('\n'),
    `Flags:\n${formatPairs(flagLines(flags), '  ')}`,
  ];
  if (examples.length > 0) sections.push(`Examples:\n${examples.map(formatExample).join('\n')}`);
  return sections.join('\n\n');
}

function flagLines(flags: FlagSet): (readonly [string, string])[] {
  const own = Object.entries(flags).map(
    ([name, { placeholder, help }]) =>
      [`-${name}${placeholder === undefined ? '' : ` ${placeholder}`}`, help] as const,
  );
  return [...own, ['-h', 'show this help']];
}

function formatExample([line, what]: readonly [string, string]): string {
  return `  # ${what}\n  tidemark ${line}`;
}
