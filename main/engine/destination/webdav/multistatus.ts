// The answer to PROPFIND (RFC 4918 §13): for each thing in a folder, what it is. Only properties whose status is 200 count.
import { XmlReader, notXml, type Token } from './xml.ts';

export interface DavEntry {
  /** The last part of its address, decoded; empty for the server's root. */
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Bytes; undefined when the server does not say, as of folders. */
  readonly size: number | undefined;
  /** Ms since the epoch, to the second; undefined when the server does not say. */
  readonly modified: number | undefined;
  /** Bytes that this user may still write there, and has written; undefined when the server does not say. */
  readonly quota: { readonly free: number; readonly used: number } | undefined;
}

/** What is asked for. */
export const PROPFIND =
  '<?xml version="1.0" encoding="utf-8"?>' +
  '<propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/>' +
  '<quota-available-bytes/><quota-used-bytes/></prop></propfind>';

const VALUES = new Set([
  'getcontentlength',
  'getlastmodified',
  'quota-available-bytes',
  'quota-used-bytes',
  'collection',
]);

/** The entries as they come. Throws `destination-failed` for what is no such answer, or ends too early. */
export async function* readMultistatus(body: AsyncIterable<Uint8Array>): AsyncGenerator<DavEntry, void, undefined> {
  const decoder = new TextDecoder();
  const xml = new XmlReader();
  const parser = new MultistatusParser();
  for await (const piece of body) {
    for (const token of xml.push(decoder.decode(piece, { stream: true }))) {
      const entry = parser.take(token);
      if (entry !== undefined) yield entry;
    }
  }
  parser.end();
}

class MultistatusParser {
  readonly #path: string[] = [];
  #state: 'before' | 'within' | 'after' = 'before';
  #text = '';
  #href = '';
  /** Of the whole entry, and of the group of properties that is being read. */
  #values = new Map<string, string>();
  #group = new Map<string, string>();
  #groupStatus = 200;

  take(token: Token): DavEntry | undefined {
    switch (token.kind) {
      case 'open':
        this.#open(token.name);
        return undefined;
      case 'text':
        this.#text += token.text;
        return undefined;
      case 'close':
        return this.#close(token.name);
    }
  }

  end(): void {
    if (this.#state !== 'after') throw notXml(this.#state === 'before' ? 'no list' : 'a list without an end');
  }

  #open(name: string): void {
    if (this.#path.length === 0) {
      if (name !== 'multistatus') throw notXml(`"${name.slice(0, 40)}" where a list should be`);
      this.#state = 'within';
    }
    this.#path.push(name);
    this.#text = '';
    if (name === 'response') [this.#href, this.#values] = ['', new Map<string, string>()];
    if (name === 'propstat') [this.#group, this.#groupStatus] = [new Map<string, string>(), 200];
  }

  #close(name: string): DavEntry | undefined {
    if (this.#path.pop() !== name) throw notXml('tags in the wrong order');
    const parent = this.#path.at(-1);
    const text = this.#text.trim();
    this.#text = '';
    if (name === 'href' && parent === 'response') this.#href = text;
    if (VALUES.has(name)) this.#group.set(name, text);
    if (name === 'status' && parent === 'propstat') this.#groupStatus = Number(/\s(\d{3})\b/.exec(text)?.[1] ?? 0);
    if (name === 'propstat' && this.#groupStatus === 200)
      for (const [key, value] of this.#group) this.#values.set(key, value);
    if (name === 'multistatus') this.#state = 'after';
    return name === 'response' ? entryOf(this.#href, this.#values) : undefined;
  }
}

/** Undefined for an address that cannot be decoded: it is none of ours. */
function entryOf(href: string, values: ReadonlyMap<string, string>): DavEntry | undefined {
  const name = nameOf(href);
  if (name === undefined) return undefined;
  const modified = Date.parse(values.get('getlastmodified') ?? '');
  const [free, used] = [numberOf(values.get('quota-available-bytes')), numberOf(values.get('quota-used-bytes'))];
  return {
    name,
    kind: values.has('collection') ? 'folder' : 'file',
    size: numberOf(values.get('getcontentlength')),
    modified: Number.isNaN(modified) ? undefined : modified,
    quota: free === undefined || used === undefined ? undefined : { free, used },
  };
}

function nameOf(href: string): string | undefined {
  try {
    return decodeURIComponent(href.replace(/\/+$/, '').split('/').at(-1) ?? '');
  } catch {
    return undefined;
  }
}

/** Negative ones are some servers' word for "unknown". */
function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
