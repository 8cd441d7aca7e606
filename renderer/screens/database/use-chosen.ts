// The moment a person has chosen on a database's screen: a transaction, since places in the list move as points fade.
import { useCallback, useMemo, useState } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { indexOfTxid } from '../../state/points.ts';
import { type PointsOfDatabase, usePoints } from '../../state/use-points.ts';

export interface Chosen extends PointsOfDatabase {
  /** Undefined is now. */
  readonly txid: number | undefined;
  /** Place of the chosen point in the list; undefined is now. */
  readonly index: number | undefined;
  readonly chooseIndex: (index: number | undefined) => void;
  readonly chooseTxid: (txid: number) => void;
}

export function useChosen(database: DatabaseView): Chosen {
  const { state, retry } = usePoints(database);
  const [wanted, setWanted] = useState<number>();
  const points = state.kind === 'ready' ? state.points : undefined;
  const index = useMemo(
    () => (wanted === undefined || points === undefined ? undefined : indexOfTxid(points, wanted)),
    [wanted, points],
  );
  const chooseIndex = useCallback(
    (next: number | undefined) => { setWanted(next === undefined ? undefined : points?.txids[next]); },
    [points],
  );
  const txid = index === undefined ? undefined : points?.txids[index];
  return { state, retry, txid, index, chooseIndex, chooseTxid: setWanted };
}
