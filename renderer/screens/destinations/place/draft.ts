// A place while it is being typed: texts by field, made from a location and into one.
import type {
  DestinationKind,
  DestinationLocation,
  PlaceInput,
  SecretName,
  Secrets,
} from '../../../../main/ipc/contract/views.ts';
import { type FieldName, FIELDS, type FieldSpec, isSecret, type Values } from './fields.ts';
import { endpointOf, providerOf } from './providers.ts';

type Location<Kind extends DestinationKind> = Extract<DestinationLocation, { readonly kind: Kind }>;

export interface Draft {
  readonly kind: Exclude<DestinationKind, 'folder'>;
  readonly values: Values;
  /** Of an SFTP server, once a person accepted it. */
  readonly hostKey?: string;
}

const MIB = 2 ** 20;
const SSH_PORT = 22;

export function emptyDraft(kind: Draft['kind']): Draft {
  return { kind, values: {} };
}

/** @param kept secrets that are kept for it: they say how it is signed in */
export function draftOf(location: Exclude<DestinationLocation, { kind: 'folder' }>, kept: readonly SecretName[] = []): Draft {
  switch (location.kind) {
    case 's3':
      return { kind: 's3', values: given(s3Values(location, kept)) };
    case 'sftp': {
      const { host, port, user, path, hostKey } = location;
      const login = kept.includes('private-key') ? 'private-key' : undefined;
      const values = given({ host, port: port === SSH_PORT ? undefined : String(port), user, path, login });
      return { kind: 'sftp', values, ...(hostKey !== undefined && { hostKey }) };
    }
    case 'webdav':
      return { kind: 'webdav', values: given({ url: location.url, user: location.user }) };
    default:
      return location satisfies never;
  }
}

function s3Values(at: Location<'s3'>, kept: readonly SecretName[]): Partial<Record<FieldName, string | undefined>> {
  const { provider, part } = providerOf(at.endpoint);
  return {
    ...at,
    provider,
    prefix: at.path,
    path: undefined,
    account: provider === 'r2' ? part : undefined,
    region: at.region ?? (provider === 'b2' || provider === 'wasabi' ? part : undefined),
    // A bucket that is there already and has no keys is signed in to in another way.
    keys: at.profile !== undefined || (kept.length > 0 && !kept.includes('access-key-id')) ? 'own' : undefined,
    partSize: at.partSize === undefined ? undefined : String(Math.round(at.partSize / MIB)),
    concurrency: at.concurrency === undefined ? undefined : String(at.concurrency),
    encryption: at.encryption?.kind,
    keyId: at.encryption?.kind === 'kms' ? at.encryption.keyId : undefined,
  };
}

/** Only what is there, and of a location only what is text. */
function given(values: Partial<Record<FieldName, unknown>>): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string' && value !== ''));
}

/** The fields that are asked with what has been said so far. */
export function askedOf({ kind, values }: Draft): readonly FieldSpec[] {
  return FIELDS[kind].filter(({ asked }) => asked === undefined || asked(values));
}

export type Problem = 'missing' | 'wrong';

/** @param kept secrets that need not be given again */
export function problemsOf(draft: Draft, kept: readonly string[] = []): Readonly<Partial<Record<FieldName, Problem>>> {
  const wrong = askedOf(draft).flatMap((spec) => {
    const problem = kept.includes(spec.name) ? undefined : problemOf(spec, draft.values[spec.name]?.trim() ?? '');
    return problem === undefined ? [] : [[spec.name, problem] as const];
  });
  return Object.fromEntries(wrong);
}

function problemOf({ must, shape }: FieldSpec, value: string): Problem | undefined {
  if (value === '') return must === 'yes' ? 'missing' : undefined;
  return shape !== undefined && !shape.test(value) ? 'wrong' : undefined;
}

/** A draft without problems as what the engine takes. */
export function placeOf(draft: Draft): PlaceInput {
  const asked = askedOf(draft);
  const value = (name: FieldName): string | undefined => {
    const text = asked.some((spec) => spec.name === name) ? draft.values[name]?.trim() : undefined;
    return text === '' ? undefined : text;
  };
  const secrets: Secrets = Object.fromEntries(
    asked.filter(isSecret).flatMap(({ name }) => {
      // A space may belong to a password; around a key it came with the clipboard.
      const text = name.startsWith('pass') ? draft.values[name] : value(name);
      return text === undefined || text === '' ? [] : [[name, text]];
    }),
  );
  return { location: locationOf(draft, value), ...(Object.keys(secrets).length > 0 && { secrets }) };
}

type Read = (name: FieldName) => string | undefined;

function locationOf({ kind, hostKey }: Draft, value: Read): DestinationLocation {
  switch (kind) {
    case 's3':
      return s3Location(value);
    case 'sftp':
      return {
        kind,
        host: value('host') ?? '',
        port: Number(value('port') ?? SSH_PORT),
        user: value('user') ?? '',
        path: value('path') ?? '',
        ...(hostKey !== undefined && { hostKey }),
      };
    case 'webdav':
      return { kind, url: value('url') ?? '', ...some({ user: value('user') }) };
    default:
      return kind satisfies never;
  }
}

function s3Location(value: Read): DestinationLocation {
  const [partSize, concurrency, encryption] = [value('partSize'), value('concurrency'), value('encryption')];
  return {
    kind: 's3',
    bucket: value('bucket') ?? '',
    path: (value('prefix') ?? '').replaceAll(/^\/+|\/+$/g, ''),
    ...some({
      endpoint: endpointFrom(value),
      region: value('region'),
      storageClass: value('storageClass'),
      profile: value('profile'),
      addressing: value('addressing') as 'path' | 'virtual' | undefined,
      checksums: value('checksums') as 'always' | 'required' | undefined,
      signPayload: value('signPayload') as 'yes' | 'no' | undefined,
      verifyTls: value('verifyTls') as 'no' | undefined,
      partSize: partSize === undefined ? undefined : Number(partSize) * MIB,
      concurrency: concurrency === undefined ? undefined : Number(concurrency),
      encryption: encryption === 'kms'
        ? { kind: 'kms' as const, keyId: value('keyId') ?? '' }
        : encryption === 'customer' ? { kind: 'customer' as const } : undefined,
    }),
  };
}

function endpointFrom(value: Read): string | undefined {
  const provider = value('provider');
  switch (provider) {
    case 'r2':
      return endpointOf('r2', value('account') ?? '');
    case 'b2':
    case 'wasabi':
      return endpointOf(provider, value('region') ?? '');
    default:
      return value('endpoint');
  }
}

type Some<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function some<T extends object>(all: T): Some<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Some<T>;
}
