// What a destination was asked for this month, and what that costs. Nothing for folders: they ask for nothing.
import type { DestinationView, Language } from '../../../main/ipc/contract/views.ts';
import { bytes, dollars, number, timesOf } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { cx } from '../../parts/cx.ts';
import styles from './usage.module.css';

const KINDS = ['write', 'read', 'list', 'delete'] as const;

export function Usage({ destination: { kind, usage, choices } }: { readonly destination: DestinationView }) {
  const { t, language } = useText();
  if (kind === 'folder') return null;
  const { requests } = usage;
  const money = (amount: number): string => dollars(language, amount);
  const asked = KINDS.filter((one) => requests[one] > 0).map((one) => {
    return t.destinations.requests[one](requests[one], number(language, requests[one]));
  });
  if (asked.length === 0 && usage.dollars === 0) return null;
  const costs = choices.prices !== 'none' || usage.dollars > 0;
  return (
    <section className={styles.usage}>
      <h3 className={styles.month}>{t.destinations.usage(monthOf(language, usage.month))}</h3>
      {costs && <p>{t.destinations.spent(money(usage.dollars), money(usage.projected))}</p>}
      {costs && choices.budget > 0 && (
        <Budget
          label={t.destinations.budget(money(usage.dollars), money(choices.budget))}
          spent={usage.dollars / choices.budget}
          projected={usage.projected / choices.budget}
        />
      )}
      <p className={styles.counts}>{t.destinations.moved(bytes(language, usage.up), bytes(language, usage.down))}</p>
      {asked.length > 0 && <p className={styles.counts}>{asked.join(' · ')}</p>}
    </section>
  );
}

interface BudgetProps {
  readonly label: string;
  /** Shares of the budget. */
  readonly spent: number;
  readonly projected: number;
}

function Budget({ label, spent, projected }: BudgetProps) {
  const width = (share: number) => ({ transform: `scaleX(${Math.min(1, share)})` });
  const percent = Math.min(100, Math.round(spent * 100));
  return (
    <div className={styles.budget}>
      <div role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} className={styles.bar}>
        <div className={cx(styles.pace, projected > 1 && styles.over)} style={width(projected)} />
        <div className={styles.spent} style={width(spent)} />
      </div>
      <span className={styles.counts}>{label}</span>
    </div>
  );
}

/** @param month `2026-11` */
function monthOf(language: Language, month: string): string {
  return new Intl.DateTimeFormat(timesOf(language), { month: 'long', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));
}
