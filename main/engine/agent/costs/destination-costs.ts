// A destination's traffic, prices and budget together: how fast its databases may be uploaded, and what is shown of it.
import type { Clock } from '../../base/clock.ts';
import type { MeteredTraffic } from '../../destination/traffic/metered.ts';
import { BudgetPace, type BudgetTerms, type PaceState } from '../../replica/pacing/budget.ts';
import type { UploadPace } from '../../replica/pacing/pace.ts';
import type { DestinationChoices, UsageView } from '../views.ts';
import { costOfRequests } from './cost.ts';
import { PRICES } from './prices.ts';
import { usageView } from './usage-view.ts';

export interface DestinationCostsOptions {
  readonly clock: Clock;
  readonly traffic: MeteredTraffic;
  /** Asked each time. */
  readonly choices: () => Pick<DestinationChoices, 'interval' | 'budget' | 'prices'>;
  /** Bytes that are there, as far as is known. */
  readonly stored: () => number;
  /** Ms between two writes that go on while there are uploads: the levels' and the lease's. */
  readonly followUps: readonly number[];
  /** Write requests of snapshots that a month's rest will still see; asked each time. */
  readonly snapshotWrites: (now: number) => number;
  /** Ms since the epoch. */
  readonly addedAt: number;
}

export class DestinationCosts {
  readonly #options: DestinationCostsOptions;
  readonly #pace: BudgetPace;

  constructor(options: DestinationCostsOptions) {
    this.#options = options;
    this.#pace = new BudgetPace((now) => this.#terms(now));
  }

  /** For one more database that is copied there. */
  paceOf(): UploadPace {
    return this.#pace.forDatabase();
  }

  paceState(): PaceState {
    return this.#pace.state(this.#options.clock.now());
  }

  usage(): UsageView {
    const { clock, traffic, choices, stored, addedAt } = this.#options;
    const prices = PRICES[choices().prices];
    return usageView({ usage: traffic.current(), stored: stored(), prices, now: clock.now(), addedAt });
  }

  /** What comes back is not counted: a restore must not slow the copies that the next one needs. */
  #terms(now: number): BudgetTerms {
    const { traffic, choices, followUps, snapshotWrites } = this.#options;
    const { interval, budget, prices } = choices();
    const list = PRICES[prices];
    const writePrice = list.write / 1000;
    return {
      budget: budget === 0 ? undefined : budget,
      interval,
      writePrice,
      spent: costOfRequests(traffic.current(), list),
      fixed: snapshotWrites(now) * writePrice,
      followUps,
    };
  }
}
