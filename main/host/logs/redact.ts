// What may stand in a log that a person may send to somebody: no secrets, and not the name of their home folder.

interface Rule {
  readonly pattern: RegExp;
  readonly by: string;
}

const HIDDEN = '[hidden]';
/** Names under which secrets go in headers, settings and URLs; matched at the end of longer names as well. */
const NAMES = `(?:${[
  'secret(?:[_-]?access)?(?:[_-]?key)?',
  'access[_-]?key(?:[_-]?id)?',
  'api[_-]?key',
  'private[_-]?key',
  'pass(?:word|wd|phrase)?',
  'token',
  'credential',
  'signature',
  'authorization',
  'cookie',
].join('|')})`;

/** In order. When in doubt more is hidden than need be. */
const RULES: readonly Rule[] = [
  // scheme://user:password@host
  { pattern: /([a-z][a-z0-9+.-]*:\/\/)[^\s"'\\]+@/gi, by: `$1${HIDDEN}@` },
  // "token":"…", also within a text within JSON: a quote there has as many backslashes as the one that it closes.
  {
    pattern: new RegExp(String.raw`("[\w-]*${NAMES}s?\\*"\s*:\s*(\\*)")(?:(?!(?<!\\)\2").)*`, 'gi'),
    by: `$1${HIDDEN}`,
  },
  { pattern: /\b([Bb]earer|Basic)\s+[\w.~+/=-]+/g, by: `$1 ${HIDDEN}` },
  // token=…, X-Amz-Signature=…, password: …
  { pattern: new RegExp(String.raw`\b([\w-]*${NAMES}s?\s*[=:]\s*)[^\s"'&;,\\]+`, 'gi'), by: `$1${HIDDEN}` },
  { pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, by: HIDDEN },
  { pattern: /-----BEGIN[A-Z ]*PRIVATE KEY-----.*?(?:-----END[A-Z ]*PRIVATE KEY-----|$)/gs, by: HIDDEN },
];

/** @param home the person's home folder, absolute */
export function redactor(home: string): (text: string) => string {
  // A backslash is doubled in JSON.
  const spellings = [home, home.replaceAll('\\', '\\\\')].filter((spelling) => spelling.length > 1);
  return (text) => {
    const short = spellings.reduce((line, spelling) => line.replaceAll(spelling, '~'), text);
    return RULES.reduce((line, { pattern, by }) => line.replace(pattern, by), short);
  };
}
