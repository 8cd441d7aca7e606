// What a command is: its grammar, its help, and what it does.
import { parseArgs, type ParsedArgs } from './args/parse.ts';
import type { FlagSet } from './args/flags.ts';
import type { Context } from './context.ts';

/** What `tidemark help <command>` shows. */
export interface CommandHelp {
  /** What stands behind the command's name, one line per way to call it. */
  readonly usage: readonly string[];
  /** A few sentences, in one line. */
  readonly about: string;
  readonly flags: FlagSet;
  /** Command lines (without `tidemark`) and what they do. */
  readonly examples: readonly (readonly [line: string, what: string])[];
}

export interface Command extends CommandHelp {
  /** Resolves to the exit code; throws for what went wrong. */
  readonly run: (argv: readonly string[], context: Context) => Promise<number>;
}

export interface CommandDefinition<F extends FlagSet> extends CommandHelp {
  readonly flags: F;
  readonly absent?: Readonly<Record<string, string>>;
  readonly positionals: readonly string[];
  readonly run: (args: ParsedArgs<F>, context: Context) => Promise<number>;
}

/** Ties a typed definition to the untyped argv. */
export function defineCommand<F extends FlagSet>(definition: CommandDefinition<F>): Command {
  return {
    ...definition,
    run: (argv, context) => definition.run(parseArgs(argv, definition), context),
  };
}
