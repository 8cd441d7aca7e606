// Where a person types to see fewer rows; Escape empties it.
import type { Ref } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { SearchIcon } from '../../parts/icons/icons.tsx';
import { TextInput } from '../../parts/field/field.tsx';
import styles from './filter-box.module.css';

interface FilterBoxProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

export function FilterBox({ value, onChange, ref }: FilterBoxProps) {
  const { t } = useText();
  return (
    <div role="search" className={styles.box}>
      <SearchIcon size={14} />
      <TextInput
        ref={ref}
        type="search"
        aria-label={t.databases.filter}
        aria-keyshortcuts="/"
        placeholder={t.databases.filter}
        value={value}
        onChange={(event) => { onChange(event.target.value); }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onChange('');
        }}
        className={styles.input}
      />
    </div>
  );
}
