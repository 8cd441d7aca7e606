// YAML as a tree of text with positions. Every scalar stays the text somebody wrote: `path: 007` is a path.
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { TidemarkError } from '../../engine/base/errors.ts';
import type { Position, Problems } from './problems.ts';

/** A value and where it stands. `missing` is a key with nothing behind it. */
export type Value = Position &
  (
    | { readonly kind: 'scalar'; readonly text: string }
    | { readonly kind: 'map'; readonly entries: () => Entry[] }
    | { readonly kind: 'list'; readonly items: () => Value[] }
    | { readonly kind: 'missing' }
  );

export interface Entry {
  readonly key: string;
  /** Where the key stands. */
  readonly at: Position;
  readonly value: Value;
}

/** The document's one value, or undefined when the text is not YAML (which `problems` then says). */
export function parseYaml(text: string, problems: Problems): Value | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, lineCounter: lines });
  for (const { pos, code, message } of document.errors) {
    const hint = code === 'DUPLICATE_KEY' ? '' : 'A value with ${…} inside { } or [ ] needs quotes.';
    problems.add(placeOf(lines, pos[0]), firstLine(message), text.includes('${') ? hint : '');
  }
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return undefined;
  return new Tree(document, lines, problems).valueOf(document.contents, { line: 1, column: 1 });
}

class Tree {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #problems: Problems;

  constructor(document: Document, lines: LineCounter, problems: Problems) {
    this.#document = document;
    this.#lines = lines;
    this.#problems = problems;
  }

  valueOf(node: unknown, fallback: Position): Value {
    const target = this.#targetOf(node, fallback);
    const at = this.#positionOf(node) ?? this.#positionOf(target) ?? fallback;
    if (isMap(target)) return { ...at, kind: 'map', entries: () => this.#entries(target.items, 'merge', at) };
    if (isSeq(target))
      return { ...at, kind: 'list', items: () => target.items.map((item) => this.valueOf(item, at)) };
    if (!isScalar(target) || target.value === '') return { ...at, kind: 'missing' };
    return { ...at, kind: 'scalar', text: String(target.value) };
  }

  /** What an alias stands for; anything else is itself. */
  #targetOf(node: unknown, fallback: Position): unknown {
    if (!isAlias(node)) return node;
    const target = node.resolve(this.#document);
    if (target === undefined) {
      this.#problems.add(
        this.#positionOf(node) ?? fallback,
        `*${node.source} is named nowhere before as &${node.source}`,
      );
    }
    return target;
  }

  #positionOf(node: unknown): Position | undefined {
    const range = isNode(node) ? node.range : undefined;
    return range === undefined || range === null ? undefined : placeOf(this.#lines, range[0]);
  }

  /** Pairs in file order; those a `<<` brings in stand last and give way to the map's own. */
  #entries(
    pairs: readonly { key: unknown; value: unknown }[],
    mode: 'merge' | 'plain',
    fallback: Position,
  ): Entry[] {
    const own: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of pairs) {
      const key = this.valueOf(pair.key, fallback);
      const at = { line: key.line, column: key.column };
      if (key.kind !== 'scalar') this.#problems.add(at, 'a key must be plain text');
      else if (key.text === '<<') merged.push(...this.#merge(pair.value, mode, at));
      else own.push({ key: key.text, at, value: this.valueOf(pair.value, at) });
    }
    const names = new Set(own.map((entry) => entry.key));
    return [...own, ...merged.filter((entry) => !names.has(entry.key))];
  }

  #merge(value: unknown, mode: 'merge' | 'plain', at: Position): Entry[] {
    const target = this.#targetOf(value, at);
    return (
      this.#problems.attempt(at, () => {
        if (mode === 'plain') throw new TidemarkError('config', 'a merged map may not merge another one');
        if (!isMap(target)) throw new TidemarkError('config', '<< takes one map, as in <<: *name');
        return this.#entries(target.items, 'plain', at);
      }) ?? []
    );
  }
}

function placeOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!;
}
