// One of several that do not fit side by side: the system's own list.
import type { ComponentProps } from 'react';
import { cx } from '../cx.ts';
import styles from './field.module.css';

interface SelectProps<Value extends string> extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChange: (value: Value) => void;
}

export function Select<Value extends string>({ value, options, onChange, className, ...rest }: SelectProps<Value>) {
  return (
    <select
      {...rest}
      value={value}
      className={cx(styles.input, className)}
      onChange={(event) => { onChange(event.target.value as Value); }}
    >
      {options.map((one) => <option key={one.value} value={one.value}>{one.text}</option>)}
    </select>
  );
}
