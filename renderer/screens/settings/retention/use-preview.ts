// What a policy would keep and free, asked of the engine a moment after the person stopped changing it.
import { useEffect, useState } from 'react';
import type { ErrorView, RetentionPolicy, RetentionPreview } from '../../../../main/ipc/contract/views.ts';
import { useSession } from '../../../state/hooks.ts';
import { errorView } from '../../../state/use-action.ts';

export type Preview =
  | { readonly kind: 'working' }
  | { readonly kind: 'known'; readonly preview: RetentionPreview }
  | { readonly kind: 'failed'; readonly error: ErrorView };

const WORKING: Preview = { kind: 'working' };
/** Ms without a change. */
const QUIET_MS = 250;

/** @param database all of them when undefined */
export function usePreview(policy: RetentionPolicy, database: string | undefined): Preview {
  const { client } = useSession();
  const { changes, hourly, daily, weekly, every } = policy;
  const key = [changes, hourly, daily, weekly, every, database].join(' ');
  const [known, setKnown] = useState({ key: '', preview: WORKING });
  useEffect(() => {
    const left = new AbortController();
    const tell = (preview: Preview): void => { if (!left.signal.aborted) setKnown({ key, preview }); };
    const timer = setTimeout(() => {
      const input = { policy: { changes, hourly, daily, weekly, every }, ...(database !== undefined && { database }) };
      client.call('retention.preview', input, { signal: left.signal }).then(
        (preview) => { tell({ kind: 'known', preview }); },
        (error: unknown) => { tell({ kind: 'failed', error: errorView(error) }); },
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [client, key, changes, hourly, daily, weekly, every, database]);
  return known.key === key ? known.preview : WORKING;
}
