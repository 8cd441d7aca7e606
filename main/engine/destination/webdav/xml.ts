// XML read piece by piece, as much of it as WebDAV needs: elements, text, entities, CDATA. A listing of a hundred thousand
// files is never in memory as a whole. Documents with a DTD are refused.
import { TidemarkError } from '../../base/errors.ts';

export type Token =
  /** `name` without its prefix. */
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Characters: longer than any tag a server has a reason to send. */
const LONGEST = 1024 * 1024;
const TAG = /<(\/?)([^\s/>"'<]+)((?:[^>"']|"[^"]*"|'[^']*')*)>/y;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** What begins like this ends like that, and says nothing; CDATA aside. */
const SPANS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

export class XmlReader {
  #text = '';
  #at = 0;

  /** What could be read by now. Throws `destination-failed`. */
  *push(text: string): Generator<Token, void, undefined> {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (token !== 'nothing') yield* token;
    }
    if (this.#text.length - this.#at > LONGEST) throw notXml('a tag without an end');
  }

  /** Undefined when more text has to come. */
  #next(): readonly Token[] | 'nothing' | undefined {
    if (this.#at >= this.#text.length) return undefined;
    const tag = this.#text.indexOf('<', this.#at);
    if (tag === -1) return undefined;
    if (tag > this.#at) return [{ kind: 'text', text: unescapeXml(this.#take(tag)) }];
    return this.#special() ?? this.#tag();
  }

  #special(): readonly Token[] | 'nothing' | undefined {
    for (const [begin, end] of SPANS) {
      if (!this.#text.startsWith(begin, this.#at)) continue;
      const stop = this.#text.indexOf(end, this.#at + begin.length);
      if (stop === -1) return undefined;
      const inner = this.#take(stop + end.length).slice(begin.length, -end.length);
      return begin === '<![CDATA[' ? [{ kind: 'text', text: inner }] : 'nothing';
    }
    return undefined;
  }

  #tag(): readonly Token[] | undefined {
    const begin = this.#text.slice(this.#at, this.#at + 9);
    if (SPANS.some(([span]) => span.startsWith(begin) || begin.startsWith(span))) return undefined;
    if (begin.startsWith('<!')) throw notXml('a document type');
    TAG.lastIndex = this.#at;
    const match = TAG.exec(this.#text);
    if (match === null) {
      if (/^<\/?[\s>]/.test(begin)) throw notXml('a tag without a name');
      return undefined;
    }
    this.#at = TAG.lastIndex;
    const [, slash, qualified = '', rest = ''] = match;
    const name = qualified.slice(qualified.indexOf(':') + 1);
    if (slash === '/') return [{ kind: 'close', name }];
    const empty = rest.endsWith('/');
    return empty
      ? [
          { kind: 'open', name },
          { kind: 'close', name },
        ]
      : [{ kind: 'open', name }];
  }

  #take(end: number): string {
    const taken = this.#text.slice(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi,
    (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

export function notXml(what: string): TidemarkError {
  return new TidemarkError('destination-failed', `the server's answer is not what WebDAV says: ${what}`, {
    hint: 'Check the address: something else than WebDAV may answer there.',
    retry: 'later',
  });
}
