// Which of the databases of the other computer, and where the copy goes.
import { useEffect, useId, useRef } from 'react';
import picker from '../../../app/protect/place-picker.module.css';
import { useText } from '../../../app/text/use-text.ts';
import { DatabaseIcon } from '../../../parts/icons/icons.tsx';
import styles from '../../destinations/place/place.module.css';
import own from './follow.module.css';
import { CopyField } from './copy-field.tsx';
import type { Follow, FollowStep } from './use-follow.ts';

interface WhichStepProps {
  readonly step: Extract<FollowStep, { readonly kind: 'which' }>;
  readonly wizard: Follow;
}

export function WhichStep({ step, wizard }: WhichStepProps) {
  const { t } = useText();
  const group = useId();
  const first = useRef<HTMLFieldSetElement>(null);
  useEffect(() => { first.current?.querySelector<HTMLElement>('input:enabled')?.focus(); }, []);
  const { offer, chosen } = step;
  if (offer.databases.length === 0) return <p>{t.replicas.whichNone(offer.name)}</p>;
  return (
    <>
      <fieldset ref={first} className={own.which}>
        <legend className={styles.label}>{t.replicas.which(offer.name)}</legend>
        <div className={picker.picker}>
          {offer.databases.map(({ name, followed }) => (
            <label key={name} className={picker.option}>
              <input
                type="radio"
                name={group}
                checked={name === chosen}
                disabled={followed !== undefined}
                onChange={() => { wizard.to({ ...step, chosen: name }); }}
              />
              <DatabaseIcon />
              <span className={picker.name}>{name}</span>
              <span className={picker.note}>{followed === undefined ? '' : t.replicas.alreadyFollowed}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {chosen !== undefined && <CopyField wizard={wizard} />}
    </>
  );
}
