// Tries a place out: each line is told as it comes.
import { useEffect, useState } from 'react';
import type { CallNews } from '../../../main/ipc/contract/wire.ts';
import type { ErrorView, TestLine } from '../../../main/ipc/contract/views.ts';
import { useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';

export type Trial =
  | { readonly kind: 'running' | 'passed' | 'failed'; readonly lines: readonly TestLine[] }
  /** It could not even be tried. */
  | { readonly kind: 'broken'; readonly lines: readonly TestLine[]; readonly error: ErrorView };

const BEGUN: Trial = { kind: 'running', lines: [] };

/** @param url what is tried; nothing is while it is undefined */
export function useTrial(url: string | undefined): { readonly trial: Trial; readonly again: () => void } {
  const { client } = useSession();
  const [turn, setTurn] = useState(0);
  const key = `${turn} ${url ?? ''}`;
  const [known, setKnown] = useState({ key, trial: BEGUN });
  useEffect(() => {
    if (url === undefined) return undefined;
    const left = new AbortController();
    let lines: readonly TestLine[] = [];
    const tell = (trial: Trial): void => { if (!left.signal.aborted) setKnown({ key, trial }); };
    const onNews = (news: CallNews): void => {
      if (news.kind !== 'line') return;
      lines = [...lines, news.line];
      tell({ kind: 'running', lines });
    };
    client.call('destination.test', { url }, { signal: left.signal, onNews }).then(
      (all) => { tell({ kind: all.every(({ result }) => result === 'ok') ? 'passed' : 'failed', lines: all }); },
      (error: unknown) => { tell({ kind: 'broken', lines, error: errorView(error) }); },
    );
    return () => { left.abort(); };
  }, [client, url, key]);
  return { trial: known.key === key ? known.trial : BEGUN, again: () => { setTurn(turn + 1); } };
}
