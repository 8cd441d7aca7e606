// Everything wrong with a configuration file, each with its place, reported together.
import { isTidemarkError, TidemarkError } from '../../engine/base/errors.ts';

/** Both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly message: string;
  readonly hint: string;
}

/** `config`, with every problem of a file for programs. */
export class ConfigurationError extends TidemarkError {
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[]) {
    super('config', message, {
      hint: 'Correct the file; nothing was started. `tidemark help config` lists every key.',
    });
    this.problems = problems;
  }
}

export class Problems {
  readonly #found: Problem[] = [];

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  add(at: Position, message: string, hint = ''): void {
    this.#found.push({ line: at.line, column: at.column, message, hint });
  }

  /** Runs `work`; what it throws for a reason a person can act on becomes a problem at `at`. */
  attempt<T>(at: Position, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!isTidemarkError(error)) throw error;
      this.add(at, error.message, error.hint);
      return undefined;
    }
  }

  /** Throws one `config` error that names them all in the order of the file. */
  throwIfAny(file: string): void {
    if (this.isEmpty) return;
    const sorted = this.#found.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const lines = sorted.map((problem) => formatProblem(file, problem));
    const head = lines.length === 1 ? [] : [`${file} has ${lines.length} problems`];
    throw new ConfigurationError([...head, ...lines].join('\n'), sorted);
  }
}

function formatProblem(file: string, { line, column, message, hint }: Problem): string {
  return `${file}:${line}:${column}: ${message}${hint === '' ? '' : ` — ${hint}`}`;
}
