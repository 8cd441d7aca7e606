// The place that a replica's keys name: where it is, its keys and passwords, what may be used of it, and who writes there.
import { firstChoices } from '../../engine/agent/catalogue/first-choices.ts';
import type { WriterTerms } from '../../engine/agent/conductor/place.ts';
import type { DestinationChoices } from '../../engine/agent/views.ts';
import { assertNever, TidemarkError } from '../../engine/base/errors.ts';
import type { DestinationLocation, Secrets } from '../../engine/destination/location.ts';
import type { Problems } from './problems.ts';
import type { ReplicaDraft, ReplicaValues } from './drafts.ts';
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
  if (writer === undefined) return undefined;
  return { ...place, choices: { ...choices, pen: writer.pen ?? choices.pen }, writer: writer.terms };
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
