// Who the server is: its public key, as it shows it before anybody signs in, and the one it must be.
import { createHash } from 'node:crypto';
import { TidemarkError } from '../../base/errors.ts';
import { type ServerKey, UntrustedKeyError } from '../untrusted-key.ts';

export type PinnedKey =
  | { readonly kind: 'key'; readonly type: string; readonly fingerprint: string; readonly text: string }
  | { readonly kind: 'fingerprint'; readonly fingerprint: string; readonly text: string };

const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;
const KEY = /^([a-z0-9@.-]+) +([A-Za-z0-9+/]+={0,2})(?: .*)?$/;

/** From what a server shows (RFC 4253: the key's type with its length before it, then the key). */
export function describeKey(blob: Uint8Array): ServerKey {
  const bytes = Buffer.from(blob);
  const type = typeOf(bytes) ?? 'unknown';
  return { type, fingerprint: fingerprintOf(bytes), key: `${type} ${bytes.toString('base64')}` };
}

/** `SHA256:…` (its `=` may be there), or type and key as in `known_hosts` or a `.pub` file. Throws `config`. */
export function parseHostKey(text: string): PinnedKey {
  const trimmed = text.trim();
  const short = trimmed.replace(/=$/, '');
  if (FINGERPRINT.test(short)) return { kind: 'fingerprint', fingerprint: short, text: short };
  const [, type = '', encoded = ''] = KEY.exec(trimmed) ?? [];
  const blob = Buffer.from(encoded, 'base64');
  if (type === '' || typeOf(blob) !== type) {
    throw new TidemarkError('config', 'the host key is neither a fingerprint nor a public key', {
      hint: 'Give "SHA256:…" as ssh-keygen -lf shows it, or "ssh-ed25519 AAAA…" as in known_hosts, without the host\'s name.',
    });
  }
  return { kind: 'key', type, fingerprint: fingerprintOf(blob), text: `${type} ${blob.toString('base64')}` };
}

/** The ways of signing (RFC 8332) by which a server can show a pinned key; all when only a fingerprint is known. */
export function algorithmsFor(pinned: PinnedKey): readonly string[] | undefined {
  if (pinned.kind === 'fingerprint') return undefined;
  return pinned.type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [pinned.type];
}

export function otherKeyError(place: string, expected: PinnedKey, shown: ServerKey): UntrustedKeyError {
  const message = `${place} shows the key ${shown.fingerprint} (${shown.type}), and not ${expected.fingerprint}; nothing was sent`;
  return new UntrustedKeyError(
    message,
    `Ask whoever runs the server whether its key was changed. If so, accept the new one: ${shown.key}`,
    shown,
  );
}

export function unknownKeyError(place: string, shown: ServerKey): UntrustedKeyError {
  const message = `${place} shows the key ${shown.fingerprint} (${shown.type}), which nobody has accepted yet; nothing was sent`;
  return new UntrustedKeyError(
    message,
    `Compare it with what the server's owner says, then accept it: ${shown.key}`,
    shown,
  );
}

function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function typeOf(blob: Buffer): string | undefined {
  if (blob.length < 5) return undefined;
  const length = blob.readUInt32BE(0);
  return blob.length < 4 + length ? undefined : blob.toString('latin1', 4, 4 + length);
}
