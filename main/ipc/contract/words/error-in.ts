// Errors in the person's language. The engine speaks English; in any other language the code says what happened, and
// the path or name that the engine's words are about stays. What is unchanged is for who looks into it.
import type { ErrorView, Language } from '../../../engine/agent/views.ts';
import type { ErrorCode } from '../../../engine/base/errors.ts';
import { ERRORS_DE, type ErrorWords, type FaceCode } from './errors-de.ts';

const ERRORS: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<string, ErrorWords>>>> = { de: ERRORS_DE };

/** A code that no table has is a screen's own: its words are in the right language already. */
export function errorIn(language: Language, error: ErrorView): ErrorView {
  if (language === 'en') return error;
  const words = Object.hasOwn(ERRORS[language], error.code) ? ERRORS[language][error.code] : undefined;
  if (words === undefined) return error;
  const subject = FOREIGN.has(error.code) ? undefined : subjectOf(error.message);
  const message = subject === undefined ? words.message : `${words.message} (${subject})`;
  return { code: error.code, message, hint: words.hint };
}

/** Codes of errors whose message is another program's: what it quotes may be anything. */
const FOREIGN: ReadonlySet<string> = new Set<ErrorCode | FaceCode>(['bug', 'update']);
const QUOTED = /"([^"]+)"/;
/** From the root to the word that goes on about it, or to the end. */
const PATH =
  /(?:^|\s)((?:\/|[A-Za-z]:[\\/]|\\\\).*?)(?=$|: |, | \(| (?:is|was|has|holds|says|belongs|does|did|looks|cannot|already|changed|may|into|to)\b)/;

/** A path that reaches to the end counts only if its name has no spaces: else there may be words in it. */
function subjectOf(message: string): string | undefined {
  const quoted = QUOTED.exec(message);
  if (quoted !== null) return quoted[1];
  const path = PATH.exec(message);
  if (path === null) return undefined;
  const [whole, subject = ''] = path;
  const isWhole = path.index + whole.length === message.length;
  return isWhole && /\s[^/\\]*$/.test(subject) ? undefined : subject;
}
