// How this folder says that what came over the wire is not what was agreed on.
import { TidemarkError } from '../../base/errors.ts';

export function protocolError(message: string): TidemarkError {
  return new TidemarkError('stream-protocol', message, {
    hint: 'The connection was cut, or the other side is no Tidemark that this one understands. It is tried again by itself.',
    retry: 'later',
  });
}
