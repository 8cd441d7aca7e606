// The shapes of places, their secrets and what is chosen for them. Everything has a bound, as in schemas.ts.
import { MIN_PART_SIZE } from '../../engine/destination/location.ts';
import * as z from './zod.ts';
import { count, path, span, yesNo } from './schemas.ts';

const word = z.string().check(z.minLength(1), z.maxLength(255), z.regex(/^[^\p{Cc}]+$/u));
const prefix = z.string().check(z.maxLength(1024), z.regex(/^[^\p{Cc}]*$/u));
const webUrl = z.string().check(z.maxLength(2048), z.regex(/^https?:\/\/[^\s@]+$/i));
/** Private keys are the longest. */
const secret = z.string().check(z.maxLength(16_384));

const folder = z.strictObject({ kind: z.literal('folder'), path });

const s3 = z.strictObject({
  kind: z.literal('s3'),
  bucket: word,
  path: prefix,
  endpoint: z.optional(webUrl),
  region: z.optional(word),
  addressing: z.optional(z.enum(['path', 'virtual'])),
  storageClass: z.optional(word),
  partSize: z.optional(z.int().check(z.minimum(MIN_PART_SIZE), z.maximum(5 * 1024 ** 3))),
  concurrency: z.optional(z.int().check(z.minimum(1), z.maximum(64))),
  encryption: z.optional(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('kms'), keyId: word }),
      z.strictObject({ kind: z.literal('customer') }),
    ]),
  ),
  checksums: z.optional(z.enum(['always', 'required'])),
  signPayload: z.optional(yesNo),
  profile: z.optional(word),
  verifyTls: z.optional(yesNo),
});

const sftp = z.strictObject({
  kind: z.literal('sftp'),
  host: word,
  port: z.int().check(z.minimum(1), z.maximum(65_535)),
  user: word,
  path: prefix,
  hostKey: z.optional(z.string().check(z.maxLength(4096))),
});

const webdav = z.strictObject({ kind: z.literal('webdav'), url: webUrl, user: z.optional(word) });

export const location = z.discriminatedUnion('kind', [folder, s3, sftp, webdav]);

export const secrets = z.partial(
  z.strictObject({
    'access-key-id': secret,
    'secret-access-key': secret,
    'session-token': secret,
    'customer-key': secret,
    password: secret,
    'private-key': secret,
    passphrase: secret,
  }),
);

export const place = z.strictObject({ location, secrets: z.optional(secrets) });

export const destinationChoices = z.strictObject({
  uploadLimit: count,
  downloadLimit: count,
  interval: span,
  budget: z.number().check(z.minimum(0), z.maximum(1_000_000)),
  prices: z.enum(['none', 'aws', 'r2', 'b2', 'wasabi']),
  pen: z.enum(['used', 'unused']),
  deletion: z.enum(['ours', 'bucket']),
  format: z.enum(['ltx', 'generations']),
});

const perHour = z.number().check(z.minimum(0), z.maximum(3_600_000_000));

export const costRequest = z.strictObject({
  choices: destinationChoices,
  database: z.strictObject({
    size: count,
    changesPerHour: perHour,
    hoursPerDay: z.number().check(z.minimum(0), z.maximum(24)),
    bytesPerChange: count,
  }),
});
