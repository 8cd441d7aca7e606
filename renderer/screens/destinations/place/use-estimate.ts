// What a usual database would cost with the choices as they are, asked again while they change.
import { useEffect, useState } from 'react';
import type { CostEstimate, DestinationChoices } from '../../../../main/ipc/contract/views.ts';
import { useSession } from '../../../state/hooks.ts';

/** The one that the words beside it speak of. */
const USUAL_DATABASE = { size: 500e6, changesPerHour: 600, hoursPerDay: 8, bytesPerChange: 16_384 } as const;

/** Until a slider rests, ms. */
const RESTED_MS = 120;

/** The last answer while the next is on its way; undefined when there is none. */
export function useEstimate(choices: DestinationChoices): CostEstimate['dollars'] | undefined {
  const { client } = useSession();
  const [dollars, setDollars] = useState<CostEstimate['dollars']>();
  useEffect(() => {
    const left = new AbortController();
    const timer = setTimeout(() => {
      client.call('destination.estimate', { choices, database: USUAL_DATABASE }, { signal: left.signal }).then(
        (answer) => { if (!left.signal.aborted) setDollars(answer.dollars); },
        () => { if (!left.signal.aborted) setDollars(undefined); },
      );
    }, RESTED_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [client, choices]);
  return dollars;
}
