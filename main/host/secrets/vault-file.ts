// The file of ciphertexts: which store sealed them, and each by name, base64.
import * as z from '../../ipc/contract/zod.ts';
import { TidemarkError } from '../../engine/base/errors.ts';

const schema = z.strictObject({
  version: z.literal(1),
  backend: z.string(),
  /** That secrets are readable on this computer. */
  accepted: z.enum(['yes', 'no']),
  secrets: z.record(z.string(), z.string()),
});

export type VaultFile = z.infer<typeof schema>;

export const emptyVault: VaultFile = { version: 1, backend: '', accepted: 'no', secrets: {} };

/** Throws `config` when it is none: overwriting it would lose what is sealed in it. */
export function parseVault(text: string): VaultFile {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TidemarkError('config', 'the file of sealed secrets cannot be read', {
      hint: 'Move vault.json out of the way and enter the secrets anew.',
      cause,
    });
  }
}
