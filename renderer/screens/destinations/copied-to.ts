// Who is copied where.
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';

/** The databases that are copied to a destination, by name. */
export function copiedTo(destination: string, databases: Readonly<Record<string, DatabaseView>> | undefined): readonly DatabaseView[] {
  return Object.values(databases ?? {})
    .filter(({ copies }) => copies.some((copy) => copy.destination === destination))
    .sort((a, b) => a.name.localeCompare(b.name));
}
