// What a policy would keep of histories that are only looked at.
import { joinPreviews, previewOf } from '../../engine/agent/retention/preview.ts';
import type { RetentionPreview } from '../../engine/agent/engine.ts';
import { planRetention } from '../../engine/replica/retention/plan.ts';
import type { KeptSpans } from '../../engine/replica/retention/tiers.ts';
import { windowsOf } from '../../engine/replica/retention/windows.ts';
import { listAll } from '../../engine/restore/source.ts';
import type { Context } from '../context.ts';
import type { Place } from './destinations.ts';
import { withStores } from './known-place.ts';

/** Of one database at these places. */
export async function planPlaces(places: readonly Place[], spans: KeptSpans, context: Context): Promise<RetentionPreview> {
  const now = context.clock.now();
  return withStores(places, context, async (stores) => {
    const plans = stores.map(async (store) => {
      const files = await listAll(store, 'listed', context.interrupts.signal);
      return planRetention({ files, windows: windowsOf(spans), now });
    });
    return joinPreviews([previewOf(await Promise.all(plans))]);
  });
}
