// Commands that share a first word, each with a grammar of its own: `destinations add`, `lease show`.
import { TidemarkError } from '../engine/base/errors.ts';
import { didYouMean } from './args/nearest.ts';
import type { Command, CommandHelp } from './command.ts';

export interface GroupDefinition extends Pick<CommandHelp, 'about'> {
  /** By their words, in the order of the help. */
  readonly actions: Readonly<Record<string, Command>>;
  /** What is done without a word. */
  readonly usual: string;
  /** What a first word is that names no action: a mistake unless given, or a word of what is done usually. */
  readonly others?: 'are of the usual';
}

/** The word of the action comes first, flags and other words after it. */
export function defineGroup({ about, actions, usual, others }: GroupDefinition): Command {
  const entries = Object.entries(actions);
  return {
    about: [about, ...entries.map(([name, action]) => `${name}: ${action.about}`)].join('\n'),
    usage: entries.flatMap(([name, { usage }]) => usage.map((words) => `${name} ${words}`)),
    flags: Object.assign({}, ...entries.map(([, { flags }]) => flags)) as Command['flags'],
    examples: entries.flatMap(([, { examples }]) => examples),
    run: async (argv, context) => {
      const [word, ...rest] = argv;
      if (word === undefined || word.startsWith('-')) return actions[usual]!.run(argv, context);
      if (Object.hasOwn(actions, word)) return actions[word]!.run(rest, context);
      if (others !== undefined) return actions[usual]!.run(argv, context);
      throw unknownAction(word, Object.keys(actions));
    },
  };
}

function unknownAction(word: string, names: readonly string[]): TidemarkError {
  return new TidemarkError('usage', `"${word}" is none of the things this command does`, {
    hint: didYouMean(word, names) || `One of ${names.join(', ')} comes first.`,
  });
}
