// The place that a replica's keys name: where it is, its keys and passwords, what may be used of it, and who writes there.
import { firstChoices } from '../../engine/agent/catalogue/first-choices.ts';
import type { GenerationTerms, WriterTerms } from '../../engine/agent/conductor/place.ts';
import type { CopyFormat, DestinationChoices } from '../../engine/agent/views.ts';
import { assertNever, TidemarkError } from '../../engine/base/errors.ts';
import type { DestinationLocation, Secrets } from '../../engine/destination/location.ts';
import type { Problems } from './problems.ts';
import type { GenerationsDraft, Placed, ReplicaDraft, ReplicaValues } from './drafts.ts';
import { KIND_NAMES, SERVER_KEYS, type ServerKind } from './replica-keys.ts';
import type { Given, PlaceParts, PlaceTools, WhereAndKeys } from './place-parts.ts';
import { folderPlace, s3Place, sftpPlace, webdavPlace } from './place-kinds.ts';
import { writerOf } from './writer.ts';

/** One replica of the file. Databases of one directory share it, with its budget and its limit. */
export interface PlaceConfig {
  readonly location: DestinationLocation;
  readonly secrets: Secrets;
  readonly choices: DestinationChoices;
  readonly writer: WriterTerms;
  /** Where the format is generations. */
  readonly generations?: GenerationTerms;
}

/** Undefined when that is a problem, which has been said. */
export function placeOf(draft: ReplicaDraft, shared: ReplicaValues, tools: PlaceTools): PlaceConfig | undefined {
  const { problems } = tools;
  if (draft.foreign === 'said') return undefined;
  if (draft.path !== undefined && draft.url !== undefined) {
    problems.add(draft.url.at, 'a replica has either a path or a url', 'Remove one of them.');
    return undefined;
  }
  const url = draft.url && problems.attempt(draft.url.at, () => tools.parse(draft.url!.value));
  if (draft.url !== undefined && url === undefined) return undefined;
  const kind = url === undefined ? (draft.type?.value ?? 'file') : wordOf(url);
  if (!fits(draft, kind, problems)) return undefined;
  const place = problems.attempt(draft.at, () => make(kind, partsOf(draft, shared, tools, url)));
  if (place === undefined) return undefined;
  const choices = { ...firstChoices(place.location), ...shared.choices, ...draft.choices };
  const writer = writerOf(draft, shared.lease, place.location, tools);
  if (writer === undefined || !isWritable(draft, choices.format, place.location, problems)) return undefined;
  const generations = choices.format === 'generations' ? { generations: termsOf(draft, shared) } : {};
  return { ...place, ...generations, choices: { ...choices, pen: writer.pen ?? choices.pen }, writer: writer.terms };
}

/** Generations are named objects; what is theirs alone belongs to no other format. */
function isWritable(draft: ReplicaDraft, format: CopyFormat, { kind }: DestinationLocation, problems: Problems): boolean {
  if (format === 'generations') {
    if (kind === 'folder' || kind === 's3') return true;
    problems.add(draft.at, `generations cannot be at ${KIND_NAMES[kind]}`, 'They can be in a folder or in S3.');
    return false;
  }
  const [stray] = Object.entries(draft.generations).filter(([key]) => key !== 'validation');
  if (stray === undefined) return true;
  const [key, { at }] = stray as [GenerationsOnly, Placed<unknown>];
  problems.add(at, `"${GENERATION_KEYS[key]}" belongs to replicas with "format: generations"`, HINTS[key]);
  return false;
}

/** `validation-interval` is Litestream's for every replica, and only has no effect elsewhere (configuration.ts). */
type GenerationsOnly = Exclude<keyof GenerationsDraft, 'validation'>;

const GENERATION_KEYS: Readonly<Record<GenerationsOnly, string>> = {
  naming: 'naming',
  retention: 'retention',
  retentionChecks: 'retention-check-interval',
  snapshots: 'snapshot-interval',
};

const HINTS: Readonly<Record<GenerationsOnly, string>> = {
  naming: 'Remove it, or add the format.',
  retention: 'Write "retention: { changes: 24h }" in the database, or at the top.',
  retentionChecks: 'Remove it, or add the format.',
  snapshots: 'Write "snapshot: { interval: 24h }" in the database, or at the top.',
};

function termsOf(draft: ReplicaDraft, shared: ReplicaValues): GenerationTerms {
  const { naming, retention, retentionChecks, snapshots, validation } = { ...shared.generations, ...draft.generations };
  return {
    naming: naming?.value,
    retention: retention?.value === 0 ? Infinity : retention?.value,
    retentionChecks: retentionChecks?.value,
    snapshots: snapshots?.value,
    validation: validation?.value,
  };
}

function wordOf({ kind }: DestinationLocation): 'file' | ServerKind {
  return kind === 'folder' ? 'file' : kind;
}

function make(kind: 'file' | ServerKind, parts: PlaceParts): WhereAndKeys | undefined {
  switch (kind) {
    case 'file':
      return folderPlace(parts);
    case 's3':
      return s3Place(parts);
    case 'sftp':
      return sftpPlace(parts);
    case 'webdav':
      return webdavPlace(parts);
    default:
      return assertNever(kind);
  }
}

/** What the type does not go with is said once. */
function fits({ type, url, values }: ReplicaDraft, kind: 'file' | ServerKind, problems: Problems): boolean {
  if (type !== undefined && type.value !== kind) {
    problems.add(type.at, `the type is "${type.value}", and the url is that of ${KIND_NAMES[kind]}`, 'Remove the type.');
    return false;
  }
  const own: readonly string[] = kind === 'file' ? [] : SERVER_KEYS[kind];
  const stranger = [...values].find(([key]) => !own.includes(key));
  if (stranger === undefined) return true;
  const [key, { at }] = stranger;
  const owner = (Object.keys(SERVER_KEYS) as ServerKind[]).find((server) => SERVER_KEYS[server].includes(key))!;
  const hint = url === undefined && type === undefined ? `Add "type: ${owner}".` : 'Remove it, or correct the type.';
  problems.add(at, `"${key}" belongs to ${KIND_NAMES[owner]}, and this replica is ${KIND_NAMES[kind]}`, hint);
  return false;
}

function partsOf(
  draft: ReplicaDraft,
  shared: ReplicaValues,
  tools: PlaceTools,
  url: DestinationLocation | undefined,
): PlaceParts {
  const get = (key: string): Given | undefined => {
    const own = draft.values.get(key);
    if (own !== undefined) return { ...own, from: 'replica' };
    const common = shared.values.get(key);
    return common && { ...common, from: 'file' };
  };
  const read = <T>(key: string, parse: (text: string) => T): T | undefined => {
    const given = get(key);
    return given && tools.problems.attempt(given.at, () => named(key, () => parse(given.value)));
  };
  return { draft, tools, url, get, read };
}

function named<T>(key: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    throw new TidemarkError('config', `${key}: ${error.message}`, { hint: error.hint });
  }
}
