// The requests a destination is made of; what is usual to be missing or taken is an answer and no error.
import { throwIfAborted } from '../../base/abort.ts';
import type { Traffic } from '../traffic.ts';
import { BytesBody } from './body.ts';
import { type DavResponse, type HttpClient, letGo } from './http.ts';
import { type DavEntry, PROPFIND, readMultistatus } from './multistatus.ts';
import { lineError, refusalError } from './refusal.ts';

export interface Server {
  readonly http: HttpClient;
  readonly traffic: Traffic;
  /** As messages name it. */
  readonly shown: string;
}

export interface Folder {
  readonly entries: DavEntry[];
  /** The server's clock when it answered, ms; undefined when it does not tell. */
  readonly serverTime: number | undefined;
}

type Signal = AbortSignal | undefined;

/** The error for an answer that is none of the expected; its body is let go. */
export function refused(server: Server, response: DavResponse, doing: string): Error {
  letGo(response);
  return refusalError(response.status, `${doing} at ${server.shown}`, response.headers.location);
}

/** What a folder holds; itself is among it. Undefined when it is not there. `keep` picks: others cost no memory. */
export function listFolder(
  server: Server,
  name: string,
  keep: (entry: DavEntry) => boolean,
  signal: Signal,
): Promise<Folder | undefined> {
  return propfind(server, name, '1', keep, signal);
}

/** Undefined when nothing has that name. */
export async function lookAt(
  server: Server,
  name: string,
  signal: Signal,
): Promise<(DavEntry & Pick<Folder, 'serverTime'>) | undefined> {
  const found = await propfind(server, name, '0', () => true, signal);
  const entry = found?.entries[0];
  return entry === undefined ? undefined : { ...entry, serverTime: found?.serverTime };
}

async function propfind(
  server: Server,
  name: string,
  depth: '0' | '1',
  keep: (entry: DavEntry) => boolean,
  signal: Signal,
): Promise<Folder | undefined> {
  const headers = {
    Depth: depth,
    'Content-Type': 'application/xml; charset=utf-8',
    Accept: 'application/xml, text/xml',
  };
  const response = await server.http.send({ method: 'PROPFIND', name, headers, body: BytesBody.of(PROPFIND), signal });
  if (response.status === 404) {
    letGo(response);
    return undefined;
  }
  if (response.status !== 207) throw refused(server, response, name === '' ? 'look at the folder' : `look at "${name}"`);
  const entries: DavEntry[] = [];
  for await (const entry of readMultistatus(received(server, response, signal))) {
    if (keep(entry)) entries.push(entry);
  }
  const serverTime = Date.parse(response.headers.date ?? '');
  return { entries, serverTime: Number.isNaN(serverTime) ? undefined : serverTime };
}

/** The body as it comes, at the rate that may pass. */
export async function* received(
  { traffic, shown }: Server,
  { body }: DavResponse,
  signal: Signal,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      traffic.moved('down', piece.length);
      await traffic.pass('down', piece.length, signal);
      throwIfAborted(signal, 'reading');
      yield piece;
    }
  } catch (error) {
    throw lineError(error, shown, signal);
  } finally {
    body.destroy();
  }
}

/** How often a folder is made anew that was there, and was gone when looked at. */
const MAKING = 3;

/** `missing`: the folder it belongs into is not there. */
export async function makeFolder(server: Server, name: string, signal: Signal): Promise<'made' | 'there' | 'missing'> {
  const path = name === '' ? '' : `${name}/`;
  for (let tries = 1; ; tries++) {
    const response = await server.http.send({ method: 'MKCOL', name: path, signal });
    const outcome = outcomeOfMaking(response.status);
    if (outcome !== undefined) {
      letGo(response);
      return outcome;
    }
    // Apache says 403 when another made it in the same moment.
    const error = refused(server, response, name === '' ? 'create the folder' : `create the folder "${name}"`);
    if (response.status !== 403) throw error;
    if ((await lookAt(server, path, signal)) !== undefined) return 'there';
    if (tries === MAKING) throw error;
  }
}

/** RFC 4918 §9.3: 405 where something is, and some servers redirect to it. */
function outcomeOfMaking(status: number): 'made' | 'there' | 'missing' | undefined {
  if (status >= 200 && status < 300) return 'made';
  if (status === 409 || status === 404) return 'missing';
  return status === 405 || status === 301 ? 'there' : undefined;
}

export async function remove(server: Server, name: string, signal: Signal): Promise<'removed' | 'missing'> {
  const response = await server.http.send({ method: 'DELETE', name, signal });
  if (response.status === 404 || response.status === 410) {
    letGo(response);
    return 'missing';
  }
  if (response.status >= 300 || response.status === 207) throw refused(server, response, `remove "${name}"`);
  letGo(response);
  return 'removed';
}

/** `unable`: the server has no such request. Never replaces anything, at servers that keep to the protocol. */
export async function move(
  server: Server,
  from: string,
  to: string,
  signal?: Signal,
): Promise<'moved' | 'taken' | 'unable'> {
  const headers = { Destination: server.http.address(to), Overwrite: 'F' };
  const response = await server.http.send({ method: 'MOVE', name: from, headers, signal });
  const { status } = response;
  if (status === 412) {
    letGo(response);
    return 'taken';
  }
  if (status === 405 || status === 501) {
    letGo(response);
    return 'unable';
  }
  if (status >= 300 || status === 207) throw refused(server, response, `name "${to}"`);
  letGo(response);
  return 'moved';
}
