// The one table of who may import whom (DESIGN §1). The lint rule and the architecture test both ask it.
import { posix } from 'node:path';

/**
 * Parts of the repository, by the folder they live in. `contract` is the face of `ipc` that screens may see.
 */
type Area =
  'engine' | 'contract' | 'ipc' | 'host' | 'headless' | 'cli' | 'start' | 'preload' | 'renderer' | 'free';

interface AreaRule {
  /** Areas it may import from, besides itself. */
  readonly imports: readonly Area[];
  readonly electron: 'may' | 'never';
}

const AREAS: Readonly<Record<Exclude<Area, 'free'>, AreaRule>> = {
  engine: { imports: [], electron: 'never' },
  contract: { imports: ['engine'], electron: 'never' },
  ipc: { imports: ['engine', 'contract'], electron: 'may' },
  host: { imports: ['engine', 'contract', 'ipc'], electron: 'may' },
  headless: { imports: ['engine', 'contract', 'ipc'], electron: 'never' },
  cli: { imports: ['engine', 'contract', 'ipc', 'headless'], electron: 'never' },
  start: { imports: ['engine', 'contract', 'ipc', 'host', 'headless'], electron: 'may' },
  preload: { imports: ['contract'], electron: 'may' },
  renderer: { imports: ['contract'], electron: 'never' },
};

/** Folders of `main/engine`: each may import from itself and from folders of a lower rank, never sideways. */
const ENGINE_RANKS: ReadonlyMap<string, number> = new Map([
  ['base', 0],
  ['sqlite', 1],
  ['ltx', 1],
  ['jobs', 1],
  ['journal', 1],
  ['capture', 2],
  ['destination', 2],
  ['lease', 3],
  ['replica', 3],
  ['generations', 3],
  ['restore', 4],
  ['stream', 4],
  ['peek', 5],
  ['verify', 5],
  ['agent', 6],
]);

/** Where the paths of each area begin; the first that fits wins. */
const ROOTS: readonly (readonly [RegExp, Area])[] = [
  [/^main\/engine\//, 'engine'],
  [/^main\/ipc\/contract[./]/, 'contract'],
  [/^main\/ipc\//, 'ipc'],
  [/^main\/host\//, 'host'],
  [/^main\/headless\//, 'headless'],
  [/^main\/cli\//, 'cli'],
  [/^main\/index\.ts$/, 'start'],
  [/^preload\//, 'preload'],
  [/^renderer\//, 'renderer'],
  [/^(test\/|[^/]+$)/, 'free'],
];

/** Areas that choose which kinds of destination the product has. */
const CONSTRUCTORS: readonly Area[] = ['cli', 'headless', 'start', 'free'];
/** Beside the kinds' folders: what each of them is counted and held back by. */
const COMMON_TO_KINDS = 'traffic';
const DESTINATION_CHOOSERS: readonly string[] = ['main/engine/destination/url.ts', 'main/engine/destination/open.ts'];

/**
 * Why the module `from` may not import `specifier`, or undefined if it may.
 * @param from path from the root of the repository, with forward slashes
 * @param specifier as written in the source; anything not relative is a package
 */
export function wrongImport(from: string, specifier: string): string | undefined {
  const area = areaOf(from);
  if (area === undefined) return `${from} lies in no known area: add it to test/tools/import-graph.ts`;
  if (area === 'free') return undefined;
  if (!isRelative(specifier)) return wrongPackage(area, specifier);
  const to = resolveImport(from, specifier);
  return wrongArea(area, to) ?? wrongEngineFolder(from, to) ?? wrongDestinationKind(area, from, to);
}

/** The path a relative specifier means, from the root of the repository. */
export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

export function isRelative(specifier: string): boolean {
  return /^\.\.?(\/|$)/.test(specifier);
}

function areaOf(path: string): Area | undefined {
  return ROOTS.find(([root]) => root.test(path))?.[1];
}

function wrongPackage(area: Exclude<Area, 'free'>, specifier: string): string | undefined {
  const electron = specifier === 'electron' || specifier.startsWith('electron/');
  if (!electron || AREAS[area].electron === 'may') return undefined;
  return `${area} runs without Electron and must not import '${specifier}'`;
}

function wrongArea(area: Exclude<Area, 'free'>, to: string): string | undefined {
  const target = areaOf(to);
  if (target === undefined) return `${to} lies in no known area: add it to test/tools/import-graph.ts`;
  if (target === area || AREAS[area].imports.includes(target)) return undefined;
  const allowed = [area, ...AREAS[area].imports].join(', ');
  return `${area} must not import ${target === 'free' ? to : target}; it may import from: ${allowed}`;
}

function wrongEngineFolder(from: string, to: string): string | undefined {
  const source = engineFolder(from);
  const target = engineFolder(to);
  if (source === undefined || target === undefined || source === target) return undefined;
  const sourceRank = ENGINE_RANKS.get(source);
  const targetRank = ENGINE_RANKS.get(target);
  if (sourceRank === undefined || targetRank === undefined) {
    const unknown = sourceRank === undefined ? source : target;
    return `engine/${unknown} has no rank: add it to test/tools/import-graph.ts`;
  }
  if (targetRank < sourceRank) return undefined;
  const way = targetRank === sourceRank ? 'sideways' : 'upwards';
  return `engine/${source} (rank ${sourceRank}) must not import ${way}, engine/${target} (rank ${targetRank})`;
}

/** `ltx` of `main/engine/ltx/header.ts`; undefined outside the engine. */
function engineFolder(path: string): string | undefined {
  return /^main\/engine\/([^/]+)/.exec(path)?.[1];
}

function wrongDestinationKind(area: Area, from: string, to: string): string | undefined {
  const kind = destinationKind(to);
  if (kind === undefined || kind === destinationKind(from)) return undefined;
  if (DESTINATION_CHOOSERS.includes(from) || CONSTRUCTORS.includes(area)) return undefined;
  return `only ${DESTINATION_CHOOSERS.join(', ')}, cli, headless and main/index.ts name a kind of destination: '${kind}'`;
}

/** `file` of `main/engine/destination/file/store.ts`. */
function destinationKind(path: string): string | undefined {
  const folder = /^main\/engine\/destination\/([^/]+)\//.exec(path)?.[1];
  return folder === COMMON_TO_KINDS ? undefined : folder;
}
