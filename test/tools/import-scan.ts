// Reads the imports of a source file with TypeScript's own parser, and finds circles among many.
import ts from 'typescript';

export interface Import {
  /** As written: `../base/errors.ts`, `node:path`, `electron`. */
  readonly specifier: string;
  /** Line in the file, from 1. */
  readonly line: number;
}

/**
 * Every module that `text` names: imports, re-exports, import(), import('…').T and new URL('…',
 * import.meta.url).
 */
export function importsOf(path: string, text: string): Import[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const literal = moduleNamedBy(node);
    if (literal !== undefined) {
      const { line } = file.getLineAndCharacterOfPosition(literal.getStart(file));
      found.push({ specifier: literal.text, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function moduleNamedBy(node: ts.Node): ts.StringLiteralLike | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return asLiteral(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return asLiteral(node.argument.literal);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return asLiteral(node.arguments[0]);
  }
  if (ts.isNewExpression(node) && isModuleUrl(node)) return asLiteral(node.arguments?.[0]);
  return undefined;
}

function asLiteral(node: ts.Node | undefined): ts.StringLiteralLike | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node : undefined;
}

function isModuleUrl(node: ts.NewExpression): boolean {
  const base = node.arguments?.[1];
  return node.expression.getText() === 'URL' && base?.getText() === 'import.meta.url';
}

/**
 * Circles in a graph of modules, each as the path that comes back to where it began. Empty when there are
 * none; of circles that share modules at least one is given.
 */
export function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (module: string): void => {
    if (finished.has(module)) return;
    const at = trail.indexOf(module);
    if (at >= 0) {
      circles.push([...trail.slice(at), module]);
      return;
    }
    trail.push(module);
    for (const next of graph.get(module) ?? []) visit(next);
    trail.pop();
    finished.add(module);
  };
  for (const module of graph.keys()) visit(module);
  return circles;
}
