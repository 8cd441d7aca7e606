// Tries a place out: each line is told as it comes.
import { useEffect, useState } from 'react';
import type { InputOf } from '../../../main/ipc/contract/commands.ts';
import type { CallNews } from '../../../main/ipc/contract/wire.ts';
import type { ErrorView, PlaceInput, TestLine } from '../../../main/ipc/contract/views.ts';
import { useSession } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';

export type Trial =
  | { readonly kind: 'running' | 'passed' | 'failed'; readonly lines: readonly TestLine[] }
  /** It could not even be tried. */
  | { readonly kind: 'broken'; readonly lines: readonly TestLine[]; readonly error: ErrorView };

/** A place before it is a destination, or a destination by its id. The same object is tried once. */
export type Tried = { readonly place: PlaceInput } | { readonly destination: string };

const BEGUN: Trial = { kind: 'running', lines: [] };

/** @param what nothing is tried while it is undefined */
export function useTrial(what: Tried | undefined): { readonly trial: Trial; readonly again: () => void } {
  const { client } = useSession();
  const [turn, setTurn] = useState(0);
  const [known, setKnown] = useState<{ readonly what: Tried | undefined; readonly turn: number; readonly trial: Trial }>();
  useEffect(() => {
    if (what === undefined) return undefined;
    const left = new AbortController();
    let lines: readonly TestLine[] = [];
    const tell = (trial: Trial): void => { if (!left.signal.aborted) setKnown({ what, turn, trial }); };
    const onNews = (news: CallNews): void => {
      if (news.kind !== 'line') return;
      lines = [...lines, news.line];
      tell({ kind: 'running', lines });
    };
    client.call('destination.test', inputOf(what), { signal: left.signal, onNews }).then(
      (all) => { tell({ kind: all.every(({ result }) => result !== 'failed') ? 'passed' : 'failed', lines: all }); },
      (error: unknown) => { tell({ kind: 'broken', lines, error: errorView(error) }); },
    );
    return () => { left.abort(); };
  }, [client, what, turn]);
  const current = known?.what === what && known?.turn === turn;
  return { trial: current ? known.trial : BEGUN, again: () => { setTurn(turn + 1); } };
}

function inputOf(what: Tried): InputOf<'destination.test'> {
  return 'place' in what ? { place: what.place } : { destination: what.destination };
}

/** It would do, once it can be reached: nothing but that stands against it. */
export function isOnlyAway(trial: Trial): boolean {
  const failed = trial.lines.filter(({ result }) => result === 'failed');
  const codes = trial.kind === 'broken' ? [trial.error.code] : failed.map(({ reason }) => reason?.code);
  return codes.length > 0 && codes.every((code) => code === 'destination-absent');
}
