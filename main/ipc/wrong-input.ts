// What is wrong with the input of a command, in words: the field, and what it must be. The input itself is never told
// back, since it may hold what is nobody's business (a URL with a key in it).
import type * as z from './contract/zod.ts';
import { TidemarkError } from '../engine/base/errors.ts';

type Issue = z.core.$ZodIssue;

/** Names of fields come from the caller too. */
const LONGEST_NAME = 80;
const MOST_CHOICES = 12;

export function wrongInput(command: string, { issues }: z.core.$ZodError): TidemarkError {
  const issue = issues[0];
  const field = issue === undefined ? '' : nameOf(issue.path);
  const where = field === '' ? 'what was sent' : field;
  return new TidemarkError('usage', `${command}: ${where} is not right`, {
    hint: issue === undefined ? '' : `${field === '' ? 'It' : field} ${needOf(issue)}.`,
  });
}

function nameOf(path: readonly PropertyKey[]): string {
  return short(path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join(''));
}

function needOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'a whole number' : `of the type ${issue.expected}`}`;
    case 'too_small':
      return `must be at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case 'invalid_value':
      return `must be one of ${listed(issue.values.map(String))}`;
    case 'invalid_union':
      return `must be one of ${listed('options' in issue ? issue.options.map(String) : [])}`;
    case 'unrecognized_keys':
      return `must not have ${short(issue.keys.join(', '))}`;
    case 'custom':
      return `is refused: ${issue.message}`;
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return 'has not the form that is expected';
    default:
      return issue satisfies never;
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' long' : '';
}

function listed(choices: readonly string[]): string {
  return choices.slice(0, MOST_CHOICES).join(', ');
}

function short(text: string): string {
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME)}…`;
}
