// A server that shows a key nobody has accepted, or another one than was accepted.
import { TidemarkError } from '../base/errors.ts';

export interface ServerKey {
  /** As `ssh-ed25519`. */
  readonly type: string;
  /** As OpenSSH shows it: `SHA256:` and 43 characters of base64. */
  readonly fingerprint: string;
  /** As in `known_hosts`, to be pinned: `ssh-ed25519 AAAA…`. */
  readonly key: string;
}

/** Nobody has accepted the key that the server shows: a person compares it, and pins it. */
export class UntrustedKeyError extends TidemarkError {
  readonly shown: ServerKey;

  constructor(message: string, hint: string, shown: ServerKey) {
    super('destination-untrusted', message, { hint });
    this.shown = shown;
  }
}
