// Any thrown thing → what a person reads (what, why, what to do), what a program reads, and the exit code.
import { isTidemarkError, messageOf, type ErrorCode, type TidemarkError } from '../engine/base/errors.ts';
import { ConfigurationError } from './config/problems.ts';
import { exitCodeOf } from './exit-codes.ts';
import { formatPairs } from './text/table.ts';

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  /** What lay behind it; empty when the message says it all. */
  readonly why: string;
  /** What to do; may be empty. */
  readonly hint: string;
}

export function failureOf(error: unknown): Failure {
  if (!isTidemarkError(error)) return bugFailure(error);
  return { code: error.code, message: error.message, why: reasonOf(error), hint: error.hint };
}

export function exitCodeOfError(error: unknown): number {
  return exitCodeOf(failureOf(error).code);
}

/** What, why and what to do, and the stack below when asked for. */
export function formatFailure(error: unknown, detail: 'stack' | 'plain'): string {
  const { message, why, hint } = failureOf(error);
  const lines = [
    ['error:', message],
    ['why:', why],
    ['next:', hint],
  ] as const;
  const shown = formatPairs(
    lines.filter(([, text]) => text !== '').map(([label, text]) => [label, indent(text)]),
  );
  return detail === 'stack' ? `${shown}\n${stackOf(error)}` : shown;
}

export function jsonFailure(error: unknown): Record<string, unknown> {
  const { code, message, why, hint } = failureOf(error);
  const problems = error instanceof ConfigurationError ? { problems: error.problems } : {};
  return { code, message, ...(why === '' ? {} : { why }), hint, ...problems };
}

function bugFailure(error: unknown): Failure {
  return {
    code: 'bug',
    message: `something unexpected happened: ${messageOf(error)}`,
    why: '',
    hint: 'This is a mistake in Tidemark. Run it again with TIDEMARK_DEBUG=1 and report what it prints.',
  };
}

/** Codes whose message says it all: what lay behind it is our own way of finding out. */
const SELF_EXPLAINING: ReadonlySet<ErrorCode> = new Set(['state-in-use']);

function reasonOf(error: TidemarkError): string {
  if (error.cause === undefined || SELF_EXPLAINING.has(error.code)) return '';
  const reason = messageOf(error.cause);
  return error.message.includes(reason) ? '' : reason;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n        ');
}
