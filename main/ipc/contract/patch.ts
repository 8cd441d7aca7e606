// The difference between two states, and how to apply it. States are trees of plain values; arrays count as one value.

/** Where (keys from the root), and what is there now. */
export type Change =
  | { readonly at: readonly string[]; readonly set: unknown }
  | { readonly at: readonly string[]; readonly gone: true };

export type Patch = readonly Change[];

type Tree = Readonly<Record<string, unknown>>;

/** What turns `before` into `after`; empty when they are the same. */
export function diff(before: Tree, after: Tree): Patch {
  return [...changes(before, after, [])];
}

function* changes(before: Tree, after: Tree, at: readonly string[]): Generator<Change> {
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) yield { at: [...at, key], gone: true };
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old === value) continue;
    if (isTree(old) && isTree(value)) yield* changes(old, value, [...at, key]);
    else if (JSON.stringify(old) !== JSON.stringify(value)) yield { at: [...at, key], set: value };
  }
}

/** A new state; parts that did not change are the same objects as before, so that screens need not look at them. */
export function applyPatch<T extends object>(state: T, patch: Patch): T {
  return patch.reduce<Tree>((tree, change) => replaced(tree, change.at, change), { ...state } as Tree) as T;
}

function replaced(tree: Tree, at: readonly string[], change: Change): Tree {
  const [key, ...rest] = at;
  if (key === undefined) return tree;
  if (rest.length > 0) {
    const inner = Object.hasOwn(tree, key) ? tree[key] : undefined;
    return { ...tree, [key]: replaced(isTree(inner) ? inner : {}, rest, change) };
  }
  if ('set' in change) return { ...tree, [key]: change.set };
  return Object.fromEntries(Object.entries(tree).filter(([other]) => other !== key));
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
