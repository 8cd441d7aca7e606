// The fields of a place, from the table; what is rarely needed lies in a fold.
import { useEffect, useRef } from 'react';
import { useText } from '../../../app/text/use-text.ts';
import { askedOf, type Draft, type Problem } from './draft.ts';
import type { FieldName, FieldSpec } from './fields.ts';
import { PlaceField } from './place-field.tsx';
import styles from './place.module.css';

interface PlaceFormProps {
  readonly draft: Draft;
  readonly problems: Readonly<Partial<Record<FieldName, Problem>>>;
  readonly onChange: (draft: Draft) => void;
  readonly onSubmit: () => void;
  /** Names of secrets that are kept for it already. */
  readonly kept?: readonly string[];
  /** `use`: only what does not say which place it is. */
  readonly ask?: 'all' | 'use';
}

export function PlaceForm({ draft, problems, onChange, onSubmit, kept = [], ask = 'all' }: PlaceFormProps) {
  const { t } = useText();
  const form = useRef<HTMLFormElement>(null);
  const asked = askedOf(draft).filter((spec) => ask === 'all' || spec.identity === undefined);
  const advanced = asked.filter((spec) => spec.advanced === 'yes');
  useEffect(() => {
    // A fold that holds what is wrong is opened first.
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid]');
    wrong?.closest('details')?.setAttribute('open', '');
    wrong?.focus();
  }, [problems]);
  const field = (spec: FieldSpec) => (
    <PlaceField
      key={spec.name}
      spec={spec}
      value={draft.values[spec.name]}
      problem={problems[spec.name]}
      kept={kept.includes(spec.name) ? 'yes' : 'no'}
      onChange={(value) => { onChange({ ...draft, values: { ...draft.values, [spec.name]: value } }); }}
    />
  );
  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {asked.filter((spec) => spec.advanced === undefined).map(field)}
      {advanced.length > 0 && (
        <details className={styles.fold}>
          <summary>{t.place.advanced}</summary>
          <div className={styles.form}>{advanced.map(field)}</div>
        </details>
      )}
      {/* Enter in a field sends a form only where there is a button for it. */}
      <button type="submit" hidden />
    </form>
  );
}
