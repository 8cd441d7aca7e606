// The page that stands where the screens would be when they cannot: what happened, and two links. It needs no script.
import { ORIGIN } from '../protocol/scheme.ts';
import type { Speech } from '../words/speech.ts';

export interface Trouble {
  readonly kind: 'crashed' | 'not-loaded' | 'frozen' | 'engine';
  /** For who looks into it. */
  readonly details: string;
}

export const TROUBLE_PATH = '/trouble.html';
export const TROUBLE_PAGE = `${ORIGIN}${TROUBLE_PATH}`;
export const TROUBLE_STYLE_PATH = '/trouble.css';

/** Where its links lead. Nothing is there: whoever guards the window takes them. */
export const AGAIN_LINK = `${ORIGIN}/again`;
export const COPY_LINK = `${ORIGIN}/copy-details`;

export function troublePage({ kind, details }: Trouble, { language, host }: Speech): string {
  const words = host.trouble;
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <title>Tidemark</title>
    <meta name="color-scheme" content="light dark">
    <link rel="stylesheet" href="${TROUBLE_STYLE_PATH}">
  </head>
  <body>
    <main>
      <h1>${escaped(words[kind])}</h1>
      <p>${escaped(kind === 'engine' ? words.triesAgain : words.goesOn)}</p>
      <p><a href="${AGAIN_LINK}">${escaped(words.reload)}</a>
        <a href="${COPY_LINK}">${escaped(words.copyDetails)}</a></p>
      <details>
        <summary>${escaped(words.details)}</summary>
        <pre>${escaped(details)}</pre>
      </details>
    </main>
  </body>
</html>
`;
}

export const TROUBLE_STYLE = `:root { color-scheme: light dark; font: 13px/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f9fbfc, #0b1216); color: light-dark(#151c22, #e6ebef); }
main { max-width: 36rem; margin: 20vh auto 0; padding: 0 24px; }
h1 { font-size: 20px; font-weight: 600; }
a { color: light-dark(#00736c, #4db6ad); margin-inline-end: 16px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 11px; }
`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
