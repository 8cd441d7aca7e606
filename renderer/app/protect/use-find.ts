// The search for databases on this computer: begins when it is first shown, and ends with whoever shows it.
import { useEffect, useState } from 'react';
import type { Candidate, ErrorView } from '../../../main/ipc/contract/views.ts';
import { useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';

export type Finding =
  /** `files` looked at so far. */
  | { readonly kind: 'searching'; readonly files: number }
  | { readonly kind: 'found'; readonly candidates: readonly Candidate[]; readonly files: number }
  | { readonly kind: 'failed'; readonly error: ErrorView };

/** @param wanted `no` where the candidates are known already */
export function useFind(wanted: 'yes' | 'no'): { readonly finding: Finding; readonly again: () => void } {
  const { client } = useSession();
  const [finding, setFinding] = useState<Finding>({ kind: 'searching', files: 0 });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (wanted === 'no') return undefined;
    const left = new AbortController();
    let files = 0;
    const onNews = (news: { kind: string; progress?: { done: number } }): void => {
      if (left.signal.aborted || news.progress === undefined) return;
      files = news.progress.done;
      setFinding({ kind: 'searching', files });
    };
    client.call('database.find', {}, { signal: left.signal, onNews }).then(
      (candidates) => { if (!left.signal.aborted) setFinding({ kind: 'found', candidates, files }); },
      (error: unknown) => { if (!left.signal.aborted) setFinding({ kind: 'failed', error: errorView(error) }); },
    );
    return () => { left.abort(); };
  }, [client, wanted, turn]);
  const again = (): void => {
    setFinding({ kind: 'searching', files: 0 });
    setTurn(turn + 1);
  };
  return { finding, again };
}
