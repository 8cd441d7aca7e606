// Copying in the background makes way for the programs whose databases it copies.
import { constants, setPriority } from 'node:os';

/**
 * Lowers the priority of this thread and of those it starts from now on (Linux) or of the process (elsewhere). A
 * program started later would inherit it, so it is done after -exec has started its own. Best effort.
 */
export function makeWayForOthers(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some sandboxes forbid it; copying works all the same.
  }
}
