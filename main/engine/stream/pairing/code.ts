// The code that a person carries from a computer that is followed to one that follows: 24 characters of RFC 4648's base32 in
// groups of 4. The first 12 are the beginning of the SHA-256 of the certificate, 60 bits, so that nobody in between can
// show another one; the last 12 are a secret of 60 bits. On loopback there is no certificate, and the code is the secret.
import { TidemarkError } from '../../base/errors.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HALF = 12;
const GROUP = 4;

export interface PairingCode {
  /** What the certificate's digest must begin with, in base32; absent on loopback. */
  readonly certificate?: string;
  /** 12 characters. */
  readonly secret: string;
}

/** @param random bytes of a secret that nobody can guess: 8 or more. @param digest SHA-256 of the certificate */
export function makeCode(random: Uint8Array, digest: Uint8Array | undefined): PairingCode {
  const secret = base32(random);
  return digest === undefined ? { secret } : { certificate: base32(digest), secret };
}

/** In groups, as people read it. */
export function formatCode({ certificate = '', secret }: PairingCode): string {
  return `${certificate}${secret}`.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? '';
}

/** As a person types it: small letters, spaces and dashes do not matter. `usage` for what is no code. */
export function parseCode(text: string): PairingCode {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '');
  const known = /^[A-Z2-7]*$/.test(letters);
  if (known && letters.length === HALF) return { secret: letters };
  if (known && letters.length === 2 * HALF) return { certificate: letters.slice(0, HALF), secret: letters.slice(HALF) };
  throw new TidemarkError('usage', `"${text}" is not a pairing code`, {
    hint: 'It has 6 groups of 4 letters and digits, as the computer to be followed shows it (`tidemark pair`).',
  });
}

/** Whether the certificate with this digest is the one that the code speaks of. */
export function isCodeOf({ certificate }: PairingCode, digest: Uint8Array | undefined): boolean {
  return certificate === (digest === undefined ? undefined : base32(digest));
}

/** The first 60 bits. */
function base32(bytes: Uint8Array): string {
  const value = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) >> 4n;
  const places = Array.from({ length: HALF }, (_, i) => Number((value >> BigInt(5 * (HALF - 1 - i))) & 31n));
  return places.map((place) => ALPHABET[place]).join('');
}
