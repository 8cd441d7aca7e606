// Permissions mean nothing to root: what tests them is done as somebody else for a while, where this process may choose.
import { chmodSync } from 'node:fs';

const NOBODY = 65_534;

/**
 * Runs `work` as a user who owns nothing, if this process is root's, and as it is otherwise.
 * @param ways folders on the way to what is looked at: such a user may pass through them
 */
export async function asNobody<T>(ways: readonly string[], work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  for (const way of ways) chmodSync(way, 0o711);
  process.seteuid!(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}
