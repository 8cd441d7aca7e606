// What is in the folder that the file dialog shows.
import { useEffect, useState } from 'react';
import type { Listing } from '../../../main/ipc/contract/shell.ts';
import type { ErrorView } from '../../../main/ipc/contract/views.ts';
import { useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';

export interface Shown {
  /** The last folder that could be read: it stays while another is looked at. */
  readonly listing: Listing | undefined;
  readonly error: ErrorView | undefined;
}

/** @param folder absolute; the home folder when undefined */
export function useListing(folder: string | undefined): Shown {
  const { client } = useSession();
  const [shown, setShown] = useState<Shown>({ listing: undefined, error: undefined });
  useEffect(() => {
    const left = new AbortController();
    client.call('files.list', { ...(folder !== undefined && { folder }) }, { signal: left.signal }).then(
      (listing) => { if (!left.signal.aborted) setShown({ listing, error: undefined }); },
      (error: unknown) => { if (!left.signal.aborted) setShown((before) => ({ ...before, error: errorView(error) })); },
    );
    return () => { left.abort(); };
  }, [client, folder]);
  return shown;
}
