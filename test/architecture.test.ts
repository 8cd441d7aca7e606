// The house stands as DESIGN §1 draws it: the real import graph against the table, and the lint that guards
// it.
import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';
import { isRelative, resolveImport, wrongImport } from './tools/import-graph.ts';
import { circlesIn, importsOf } from './tools/import-scan.ts';

const root = new URL('..', import.meta.url).pathname;

const modules = globSync('{main,preload,renderer}/**/*.{ts,tsx}', { cwd: root })
  .map((path) => path.split(sep).join('/'))
  .map((path) => ({ path, imports: importsOf(path, readFileSync(root + path, 'utf8')) }));

describe('the import graph of the product', () => {
  test('has modules to look at', () => {
    expect(modules.map(({ path }) => path)).toContain('main/engine/base/errors.ts');
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(10);
  });

  test('goes only in the allowed directions', () => {
    const wrong = modules.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, line }) => {
        const reason = wrongImport(path, specifier);
        return reason === undefined ? [] : [`${path}:${line} imports ${specifier}: ${reason}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('has no circles', () => {
    const graph = new Map(
      modules.map(({ path, imports }) => [
        path,
        imports.filter((i) => isRelative(i.specifier)).map((i) => resolveImport(path, i.specifier)),
      ]),
    );
    expect(circlesIn(graph).map((circle) => circle.join(' → '))).toEqual([]);
  });
});

describe('npm run lint', () => {
  let eslint: ESLint;
  beforeAll(() => {
    eslint = new ESLint({ cwd: root, flags: ['unstable_native_nodejs_ts_config'] });
  });

  /** The rules that fire on `text` as if it stood in `path` (of a file that exists: typed lint needs one). */
  const rulesBrokenBy = async (text: string, path: string): Promise<(string | null)[]> => {
    const [result] = await eslint.lintText(text, { filePath: root + path });
    return result?.messages.map((message) => message.ruleId) ?? [];
  };

  test.each([
    ['house/import-directions', "import { Job } from '../jobs/job.ts';\nexport type T = typeof Job;\n"],
    ['house/import-directions', "export { Job } from '../jobs/job.ts';\n"],
    ['house/import-directions', "export * from '../jobs/job.ts';\n"],
    ['house/import-directions', "export const late = import('../jobs/job.ts');\n"],
    ['house/import-directions', "export type T = import('../jobs/job.ts').JobRunner;\n"],
    ['house/import-directions', "export const url = new URL('../jobs/job.ts', import.meta.url);\n"],
    ['house/import-directions', "import { app } from 'electron';\nexport const name = app;\n"],
    ['@typescript-eslint/no-explicit-any', 'export const anything: any = 1;\n'],
    ['no-restricted-syntax', 'export default 1;\n'],
    ['no-restricted-syntax', 'export function draw(fast: boolean): string {\n  return String(fast);\n}\n'],
    ['max-lines', 'export const line = 1;\n'.repeat(401)],
    ['max-lines-per-function', `export function long(): void {\n${'  void 0;\n'.repeat(60)}}\n`],
  ])('reports %s for %j', async (rule, text) => {
    expect(await rulesBrokenBy(text, 'main/engine/base/abort.ts')).toContain(rule);
  });

  test('lets an import in the right direction pass', async () => {
    const text = "import { messageOf } from '../base/errors.ts';\n\nexport const say = messageOf;\n";
    expect(await rulesBrokenBy(text, 'main/engine/jobs/job.ts')).toEqual([]);
  });
});
