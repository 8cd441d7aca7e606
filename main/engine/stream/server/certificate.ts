// The certificate that this computer shows to those who follow it: made once, signed by itself, and kept in Tidemark's home.
// Nobody vouches for it; whoever follows pins it.
import { createHash, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { type Disk, replaceText } from '../../base/disk.ts';
import { errnoOf, TidemarkError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** Pins do not age, so the certificate does not either. Ms. */
const LIFE = 50 * 365 * 24 * 3_600_000;
/** Ms by which the clock of one who follows may be late. */
const LATE = 365 * 24 * 3_600_000;

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS#8. */
  readonly key: string;
  /** SHA-256 of the certificate in DER. */
  readonly digest: Uint8Array;
}

export interface CertificateOptions {
  readonly dir: string;
  readonly disk: Disk;
  readonly random: Random;
  /** Ms since the Unix epoch. */
  readonly now: number;
}

/** The one there is, or a new one. `refused` when what is there cannot be read: those who follow have pinned it. */
export async function ownCertificate(options: CertificateOptions): Promise<Certificate> {
  const { dir, disk, random } = options;
  const path = join(dir, 'certificate.pem');
  const kept = readKept(disk, path);
  if (kept !== undefined) return kept;
  disk.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pem = await makePem(options);
  replaceText(disk, path, pem, random.token(8));
  return parsePem(pem);
}

/** `sha256:` and the digest in hex. */
export function fingerprintOf({ digest }: Pick<Certificate, 'digest'>): string {
  return `sha256:${Buffer.from(digest).toString('hex')}`;
}

function readKept(disk: Disk, path: string): Certificate | undefined {
  try {
    return parsePem(disk.readFileSync(path, 'utf8'));
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw new TidemarkError('refused', `${path} holds no certificate with its key`, {
      hint: 'Put it back from a copy, or remove it and pair the computers that follow anew.',
      cause,
    });
  }
}

function parsePem(pem: string): Certificate {
  const [cert = '', key = ''] = pem.match(/-----BEGIN (?:CERTIFICATE|PRIVATE KEY)-----[^-]+-----END [A-Z ]+-----\n?/g) ?? [];
  const { raw } = new X509Certificate(cert);
  if (!key.includes('PRIVATE KEY')) throw new Error('there is no key');
  return { cert, key, digest: createHash('sha256').update(raw).digest() };
}

/** What makes certificates is loaded only when one is made. It wants keys of the global `crypto`. */
async function makePem({ random, now }: CertificateOptions): Promise<string> {
  await import('reflect-metadata');
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const dates = { notBefore: new Date(now - LATE), notAfter: new Date(now + LIFE) };
  const named = { serialNumber: `01${random.token(15)}`, name: 'CN=Tidemark' };
  const made = await X509CertificateGenerator.createSelfSigned({ ...named, ...dates, signingAlgorithm: ALGORITHM, keys }, crypto);
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = pkcs8.match(/.{1,64}/g) ?? [];
  return `${made.toString('pem').trim()}\n-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}
