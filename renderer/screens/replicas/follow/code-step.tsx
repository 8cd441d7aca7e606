// The address and the code that the other computer shows.
import { type SubmitEvent, useEffect, useRef } from 'react';
import { useText } from '../../../app/text/use-text.ts';
import { Field, TextInput } from '../../../parts/field/field.tsx';
import styles from '../../destinations/place/place.module.css';
import { codeIn, type Follow, type FollowStep } from './use-follow.ts';

interface CodeStepProps {
  readonly step: Extract<FollowStep, { readonly kind: 'code' }>;
  readonly wizard: Follow;
}

export function CodeStep({ step, wizard: { to, connect } }: CodeStepProps) {
  const { t } = useText();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => { first.current?.focus(); }, []);
  const code = codeIn(step.code);
  const address = step.address.trim();
  const tooLong = step.code.replaceAll(/[\s-]/g, '').length >= 24 && code === undefined;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (code !== undefined && address !== '') connect({ kind: 'code', address, code });
  };
  return (
    <form className={styles.steps} onSubmit={submit}>
      <Field label={t.replicas.address} help={t.replicas.addressHelp}>
        {(control) => (
          <TextInput
            {...control}
            ref={first}
            maxLength={255}
            value={step.address}
            onChange={(event) => { to({ ...step, address: event.target.value }); }}
          />
        )}
      </Field>
      <Field label={t.replicas.code} help={t.replicas.codeHelp} error={tooLong ? t.replicas.codeWrong : undefined}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={64}
            autoCapitalize="characters"
            className={styles.fingerprint}
            placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"
            value={step.code}
            onChange={(event) => { to({ ...step, code: event.target.value }); }}
          />
        )}
      </Field>
      <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
    </form>
  );
}
