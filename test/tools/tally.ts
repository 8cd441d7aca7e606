// Counts a vitest run and writes the counts as JSON. Vitest's own JSON report leaves out why a test was
// skipped, and errors outside any test.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export interface Tally {
  readonly passed: number;
  /** What failed: tests, files that could not be loaded, errors outside tests, tests that never ran. */
  readonly failures: readonly string[];
  readonly skips: readonly Skip[];
}

export interface Skip {
  readonly test: string;
  /** What `ctx.skip(reason)` said; undefined when the reason is in the title. */
  readonly reason: string | undefined;
}

type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly what: string }
  | { readonly kind: 'skipped'; readonly skip: Skip };

/**
 * A vitest reporter that leaves its Tally in `file` when the run has ended, and nothing when it never does.
 */
export class TallyReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message?: string }[]): void {
    const outcomes = modules.flatMap(outcomesOf);
    const tally: Tally = {
      passed: outcomes.filter((outcome) => outcome.kind === 'passed').length,
      failures: [
        ...outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? outcome.what : [])),
        ...unhandled.map((error) => `an error outside any test: ${error.message ?? 'unknown'}`),
      ],
      skips: outcomes.flatMap((outcome) => (outcome.kind === 'skipped' ? outcome.skip : [])),
    };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(tally));
  }
}

function outcomesOf(module: TestModule): Outcome[] {
  const file = relative(process.cwd(), module.moduleId);
  const outcomes = [...module.children.allTests()].map((test) => outcomeOf(file, test));
  // A file that cannot be loaded, or whose hooks fail, may have no failed test to show for it.
  const explained = module.ok() || outcomes.some((outcome) => outcome.kind === 'failed');
  return explained ? outcomes : [...outcomes, { kind: 'failed', what: `${file} (outside its tests)` }];
}

function outcomeOf(file: string, test: TestCase): Outcome {
  const name = `${file} > ${test.fullName}`;
  const result = test.result();
  switch (result.state) {
    case 'passed':
      return { kind: 'passed' };
    case 'failed':
      return { kind: 'failed', what: name };
    case 'skipped':
      return { kind: 'skipped', skip: { test: name, reason: result.note } };
    case 'pending':
      return { kind: 'failed', what: `${name} (never ran)` };
  }
}
