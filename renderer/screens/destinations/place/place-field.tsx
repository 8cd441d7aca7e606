// One field of a place. A secret that is kept is not shown, only replaced.
import { useState } from 'react';
import { type Text, useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { Field, TextInput } from '../../../parts/field/field.tsx';
import { Segments } from '../../../parts/field/segments.tsx';
import { Select } from '../../../parts/field/select.tsx';
import { cx } from '../../../parts/cx.ts';
import fieldStyles from '../../../parts/field/field.module.css';
import type { Problem } from './draft.ts';
import { type FieldSpec, isSecret } from './fields.ts';
import styles from './place.module.css';

interface PlaceFieldProps {
  readonly spec: FieldSpec;
  readonly value: string | undefined;
  readonly problem: Problem | undefined;
  readonly kept: 'yes' | 'no';
  readonly onChange: (value: string) => void;
}

type Words = Readonly<Partial<Record<string, string>>>;

export function PlaceField({ spec, value = '', problem, kept, onChange }: PlaceFieldProps) {
  const { t } = useText();
  const [replacing, setReplacing] = useState<'no' | 'yes'>('no');
  const { name, kind, example } = spec;
  const label = t.place.field[name];
  const help: Words = t.place.help;
  if (kind === 'choice') return <Choice spec={spec} label={label} value={value} onChange={onChange} />;
  const asWords = kept === 'yes' && replacing === 'no';
  return (
    <div className={cx(isShort(spec) && styles.short)}>
      <Field label={label} help={asWords ? undefined : help[name]} error={wordsOf(problem, spec, t)}>
        {(control) => {
          if (asWords) {
            return (
              <div className={styles.kept}>
                <span>{t.place.kept}</span>
                <Button id={control.id} size="small" aria-label={`${t.place.replace} ${label}`} onClick={() => { setReplacing('yes'); }}>
                  {t.place.replace}
                </Button>
              </div>
            );
          }
          const shared = { ...control, value, placeholder: example, autoFocus: replacing === 'yes' };
          return kind === 'long'
            ? (
                <textarea
                  {...shared}
                  rows={4}
                  spellCheck={false}
                  autoComplete="off"
                  className={cx(fieldStyles.input, styles.long)}
                  onChange={(event) => { onChange(event.target.value); }}
                />
              )
            : (
                <TextInput
                  {...shared}
                  {...(isSecret(spec) && name !== 'access-key-id' && { type: 'password', autoComplete: 'new-password' })}
                  onChange={(event) => { onChange(event.target.value); }}
                />
              );
        }}
      </Field>
    </div>
  );
}

/** An example is out of sight as soon as something is typed. */
function wordsOf(problem: Problem | undefined, { example }: FieldSpec, { place }: Text['t']): string | undefined {
  if (problem === undefined) return undefined;
  return problem === 'wrong' && example !== undefined ? place.wrongAs(example) : place[problem];
}

/** Two of them fit beside each other. */
function isShort({ name, advanced }: FieldSpec): boolean {
  return advanced === 'yes' || name === 'bucket' || name === 'prefix' || name === 'host' || name === 'port';
}

function Choice({ spec: { name, options = [] }, label, value, onChange }: Pick<PlaceFieldProps, 'spec' | 'value' | 'onChange'> & { readonly label: string }) {
  const { t } = useText();
  const all: Readonly<Partial<Record<string, Words>>> = t.place.option;
  const chosen = value === undefined || value === '' ? options[0] ?? '' : value;
  const shown = options.map((one) => ({ value: one, text: all[name]?.[one === '' ? 'auto' : one] ?? one }));
  if (shown.some((one) => one.value === '')) {
    return (
      <div className={styles.short}>
        <Field label={label}>{(control) => <Select {...control} value={chosen} options={shown} onChange={onChange} />}</Field>
      </div>
    );
  }
  return (
    <div className={styles.choice}>
      <span aria-hidden="true" className={styles.label}>{label}</span>
      <Segments label={label} value={chosen} options={shown} onChange={onChange} />
    </div>
  );
}
