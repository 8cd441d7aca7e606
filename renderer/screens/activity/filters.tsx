// Which operations are shown: of what kind, and of which database.
import { useMemo } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { Segments } from '../../parts/field/segments.tsx';
import { useEngine } from '../../state/hooks.ts';
import styles from './activity.module.css';
import type { Filter } from './use-activity.ts';

interface FiltersProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

const KINDS = ['all', 'restores', 'troubles', 'copies', 'changes-by-you'] as const;

export function Filters({ filter: { database, only }, onFilter }: FiltersProps) {
  const { t } = useText();
  const databases = useEngine((view) => view.databases);
  const sorted = useMemo(() => Object.values(databases ?? {}).toSorted((a, b) => a.name.localeCompare(b.name)), [databases]);
  const change = (next: { readonly kind: (typeof KINDS)[number]; readonly database: string }): void => {
    onFilter({ ...(next.kind !== 'all' && { only: next.kind }), ...(next.database !== '' && { database: next.database }) });
  };
  return (
    <div className={styles.filters}>
      <Segments
        label={t.activity.kinds}
        value={only ?? 'all'}
        options={KINDS.map((value) => ({ value, text: t.activity.kind[value] }))}
        onChange={(kind) => { change({ kind, database: database ?? '' }); }}
      />
      <select
        aria-label={t.activity.database}
        className={styles.select}
        value={database ?? ''}
        onChange={(event) => { change({ kind: only ?? 'all', database: event.target.value }); }}
      >
        <option value="">{t.activity.allDatabases}</option>
        {sorted.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </div>
  );
}
