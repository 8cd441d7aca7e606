// Any thrown thing as the three fields that cross to a face. A stack never does.
import { isTidemarkError, messageOf } from '../engine/base/errors.ts';
import type { ErrorView } from '../engine/agent/views.ts';

export function errorView(error: unknown): ErrorView {
  if (isTidemarkError(error)) return { code: error.code, message: error.message, hint: error.hint };
  return {
    code: 'bug',
    message: `something unexpected happened: ${messageOf(error)}`,
    hint: 'This is a mistake in Tidemark. Copy the report in Settings and send it to us.',
  };
}
