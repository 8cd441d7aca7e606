// A choice among ordered values, one step less or more at a time: buttons, arrow keys, Home and End.
import type { KeyboardEvent } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { MinusIcon, PlusIcon } from '../icons/icons.tsx';
import styles from './stepper.module.css';

interface StepperProps {
  readonly label: string;
  readonly value: number;
  /** Ascending. A value that is none of them lies between its neighbours. */
  readonly steps: readonly number[];
  readonly format: (value: number) => string;
  readonly onChange: (value: number) => void;
}

export function Stepper({ label, value, steps, format, onChange }: StepperProps) {
  const { t } = useText();
  const less = steps.findLast((step) => step < value);
  const more = steps.find((step) => step > value);
  const to = (next: number | undefined): void => { if (next !== undefined) onChange(next); };
  const keys: Readonly<Record<string, number | undefined>> = {
    ArrowUp: more,
    ArrowRight: more,
    ArrowDown: less,
    ArrowLeft: less,
    Home: steps[0],
    End: steps.at(-1),
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    to(keys[event.key]);
  };
  return (
    <span className={styles.stepper}>
      <button type="button" tabIndex={-1} aria-label={t.parts.less(label)} disabled={less === undefined} onClick={() => { to(less); }}>
        <MinusIcon size={12} />
      </button>
      <span
        role="spinbutton"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={steps[0]}
        aria-valuemax={steps.at(-1)}
        aria-valuetext={format(value)}
        tabIndex={0}
        className={styles.value}
        onKeyDown={onKeyDown}
      >
        {format(value)}
      </span>
      <button type="button" tabIndex={-1} aria-label={t.parts.greater(label)} disabled={more === undefined} onClick={() => { to(more); }}>
        <PlusIcon size={12} />
      </button>
    </span>
  );
}
