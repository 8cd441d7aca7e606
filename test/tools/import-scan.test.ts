import { describe, expect, test } from 'vitest';
import { circlesIn, importsOf } from './import-scan.ts';

describe('importsOf', () => {
  test('finds every way to name a module', () => {
    const text = [
      "import a from './a.ts';",
      "import type { B } from './b.ts';",
      "import './c.ts';",
      "export * from './d.ts';",
      "export { e } from './e.ts';",
      "const f = await import('./f.ts');",
      "let g: import('./g.ts').G;",
      "new Worker(new URL('./h.ts', import.meta.url));",
    ].join('\n');
    const found = importsOf('x.ts', text);
    expect(found.map((i) => i.specifier)).toEqual(Array.from('abcdefgh', (name) => `./${name}.ts`));
    expect(found.map((i) => i.line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('is not deceived by comments, strings and other URLs', () => {
    const text = [
      "// import './a.ts';",
      'const b = "import \'./b.ts\'";',
      "new URL('./c', 'http://host/');",
      'export const d = 1;',
    ].join('\n');
    expect(importsOf('x.ts', text)).toEqual([]);
  });
});

describe('circlesIn', () => {
  const graph = (edges: Record<string, string[]>): Map<string, string[]> => new Map(Object.entries(edges));

  test('accepts a diamond', () => {
    expect(circlesIn(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
  });

  test('finds a circle behind an entrance', () => {
    expect(circlesIn(graph({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] }))).toEqual([['b', 'c', 'd', 'b']]);
  });

  test('finds a module that imports itself', () => {
    expect(circlesIn(graph({ a: ['a'] }))).toEqual([['a', 'a']]);
  });
});
