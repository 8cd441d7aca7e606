// A folder that a person chooses becomes a destination, named after itself.
import { useCallback } from 'react';
import { nameOf } from '../../parts/text/paths.ts';
import { useSession } from '../../state/hooks.ts';
import { useChoosePaths } from '../picker/choose-paths.tsx';

/** @returns the id of the new destination (or of the one that is there already); undefined when none was chosen */
export function useAddFolder(): () => Promise<string | undefined> {
  const { client, engine } = useSession();
  const choose = useChoosePaths();
  return useCallback(async () => {
    const [folder] = await choose('folder');
    if (folder === undefined) return undefined;
    const known = Object.values(engine.get()?.destinations ?? {}).find(({ url }) => url === folder);
    return known?.id ?? client.call('destination.add', { place: { location: { kind: 'folder', path: folder } }, name: nameOf(folder) || folder });
  }, [client, engine, choose]);
}
