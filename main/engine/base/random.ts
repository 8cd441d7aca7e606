// Randomness as a parameter: temp names and back-off jitter are repeatable in tests.
import { randomBytes } from 'node:crypto';

export interface Random {
  /** A fresh token of `bytes` random bytes as lower-case hex. */
  token(bytes: number): string;
  /** Uniform in [0, 1). */
  fraction(): number;
}

export const systemRandom: Random = {
  token: (bytes) => randomBytes(bytes).toString('hex'),
  fraction: () => Math.random(),
};
