// How a destination is used: what it may cost, how fast, by whom.
import { useId } from 'react';
import type { DestinationChoices, DestinationKind, Prices } from '../../../../main/ipc/contract/views.ts';
import { bytes, dollars } from '../../../../main/ipc/contract/words/format.ts';
import { useText } from '../../../app/text/use-text.ts';
import { Segments } from '../../../parts/field/segments.tsx';
import { Select } from '../../../parts/field/select.tsx';
import { SettingRow } from '../../../parts/field/setting-row.tsx';
import styles from './place.module.css';
import { useEstimate } from './use-estimate.ts';

/** Whether there is somebody who can say who was first. */
function hasPen(kind: DestinationKind): boolean {
  return kind === 'folder' || kind === 's3';
}

/** Whether what Litestream 0.3 wrote can be written there. */
function hasGenerations(kind: DestinationKind): boolean {
  return kind === 'folder' || kind === 's3';
}

/** Dollars; the last is no limit. */
const BUDGETS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 0] as const;
/** Bytes per second; 0 is no limit. */
const LIMITS = [0, 100e3, 250e3, 500e3, 1e6, 2e6, 5e6, 10e6, 25e6, 50e6, 100e6] as const;
const PRICES: readonly Prices[] = ['aws', 'r2', 'b2', 'wasabi', 'none'];

interface ChoicesFormProps {
  readonly kind: DestinationKind;
  readonly choices: DestinationChoices;
  readonly onChange: (change: Partial<DestinationChoices>) => void;
}

export function ChoicesForm({ kind, choices, onChange }: ChoicesFormProps) {
  const { t, language } = useText();
  const { place } = t;
  const limits = [...new Set([...LIMITS, choices.uploadLimit])].sort((a, b) => a - b);
  return (
    <>
      {choices.prices !== 'none' && <Budget choices={choices} onChange={onChange} />}
      <details className={styles.fold}>
        <summary>{place.more}</summary>
        {kind === 's3' && (
          <SettingRow label={place.prices}>
            <Select
              aria-label={place.prices}
              value={choices.prices}
              options={PRICES.map((value) => ({ value, text: place.priceList[value] }))}
              onChange={(prices) => { onChange({ prices }); }}
            />
          </SettingRow>
        )}
        <SettingRow label={place.uploadLimit}>
          <Select
            aria-label={place.uploadLimit}
            value={String(choices.uploadLimit)}
            options={limits.map((limit) => ({
              value: String(limit),
              text: limit === 0 ? place.unlimited : t.parts.perSecond(bytes(language, limit)),
            }))}
            onChange={(limit) => { onChange({ uploadLimit: Number(limit) }); }}
          />
        </SettingRow>
        {hasPen(kind) && (
          <SettingRow label={place.pen} help={place.penHelp}>
            <Segments
              label={place.pen}
              value={choices.pen}
              options={[{ value: 'used', text: place.penUsed }, { value: 'unused', text: place.penUnused }]}
              onChange={(pen) => { onChange({ pen }); }}
            />
          </SettingRow>
        )}
        {hasGenerations(kind) && <Format choices={choices} onChange={onChange} />}
        {kind === 's3' && (
          <SettingRow label={place.deletion}>
            <Segments
              label={place.deletion}
              value={choices.deletion}
              options={[{ value: 'ours', text: place.deletionOurs }, { value: 'bucket', text: place.deletionBucket }]}
              onChange={(deletion) => { onChange({ deletion }); }}
            />
          </SettingRow>
        )}
      </details>
    </>
  );
}

function Format({ choices: { format }, onChange }: Pick<ChoicesFormProps, 'choices' | 'onChange'>) {
  const { place } = useText().t;
  return (
    <SettingRow label={place.format} help={format === 'ltx' ? undefined : place.formatHelp}>
      <Select
        aria-label={place.format}
        value={format}
        options={[{ value: 'ltx', text: place.formats.ltx }, { value: 'generations', text: place.formats.generations }]}
        onChange={(chosen) => { onChange({ format: chosen }); }}
      />
    </SettingRow>
  );
}

function Budget({ choices, onChange }: Pick<ChoicesFormProps, 'choices' | 'onChange'>) {
  const { t, language } = useText();
  const { place } = t;
  const id = useId();
  const estimate = useEstimate(choices);
  const { budget } = choices;
  const words = budget === 0 ? place.budgetNone : place.budgetMonth(dollars(language, budget));
  const nearest = budget === 0 ? BUDGETS.length - 1 : BUDGETS.findIndex((step) => step >= budget || step === 0);
  return (
    <div>
      <label htmlFor={id} className={styles.label}>{place.budget}</label>
      <div className={styles.slider}>
        <input
          id={id}
          type="range"
          min={0}
          max={BUDGETS.length - 1}
          value={nearest}
          aria-valuetext={words}
          onChange={(event) => { onChange({ budget: BUDGETS[Number(event.target.value)] ?? 0 }); }}
        />
        <output htmlFor={id}>{words}</output>
      </div>
      <div role="status" className={styles.dim}>
        {estimate !== undefined && (
          <>
            <p>{place.estimate(dollars(language, estimate.changes + estimate.levels + estimate.pen + estimate.storage))}</p>
            <p>
              {place.estimateParts(
                dollars(language, estimate.changes),
                dollars(language, estimate.levels),
                dollars(language, estimate.pen),
                dollars(language, estimate.storage),
              )}
            </p>
          </>
        )}
        <p>{place.budgetHelp}</p>
      </div>
    </div>
  );
}
