// The lint rule `house/import-directions`: reports, in the editor already, an import against the table.
import { relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { wrongImport } from './import-graph.ts';

const MODULE_URL = "NewExpression[callee.name='URL'][arguments.1.object.type='MetaProperty']";

/** Covers import, export … from, import(), types like import('…').T, and new URL('…', import.meta.url). */
export const importDirections: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'imports go only in the directions of test/tools/import-graph.ts' },
    schema: [],
  },
  create(context) {
    const from = relative(context.cwd, context.filename).split(sep).join('/');
    const check = (node: Rule.Node): void => {
      const specifier = literalOf(node);
      const message = specifier === undefined ? undefined : wrongImport(from, specifier);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      'ImportDeclaration > Literal.source': check,
      'ExportNamedDeclaration > Literal.source': check,
      'ExportAllDeclaration > Literal.source': check,
      'ImportExpression > Literal.source': check,
      'TSImportType > Literal.source': check,
      [`${MODULE_URL} > Literal.arguments:first-child`]: check,
    };
  },
};

function literalOf(node: Rule.Node): string | undefined {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}
