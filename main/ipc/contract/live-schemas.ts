// The shapes of what live replicas are asked. Everything has a bound, as in schemas.ts.
import * as z from './zod.ts';
import { place } from './place-schemas.ts';
import { id, path } from './schemas.ts';

/** `macbook.local:7674`, with `https://` in front or not: what is made of it is the engine's to say. */
const address = z.string().check(z.trim(), z.minLength(1), z.maxLength(255), z.regex(/^[^\s\p{Cc}]+$/u));
/** As a person types it: in groups or not, large or small letters. */
const code = z.string().check(z.trim(), z.minLength(8), z.maxLength(64), z.regex(/^[a-z2-7 -]+$/i));
/** As another Tidemark calls its database. */
const databaseName = z.string().check(z.minLength(1), z.maxLength(255), z.regex(/^[^\p{Cc}]+$/u));

export const serveRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('off') }),
  z.strictObject({
    kind: z.literal('on'),
    reach: z.enum(['loopback', 'network']),
    port: z.optional(z.int().check(z.minimum(0), z.maximum(65_535))),
  }),
]);

export const serverInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), address, code }),
  z.strictObject({ kind: z.literal('known'), server: id }),
]);

export const followRequest = z.strictObject({
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('server'), server: id, name: databaseName }),
    z.strictObject({ kind: z.literal('history'), place }),
  ]),
  path,
});
