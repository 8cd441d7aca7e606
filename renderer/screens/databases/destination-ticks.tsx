// Tick boxes for the destinations there are, and a way to another one.
import { useMemo } from 'react';
import type { DestinationView } from '../../../main/ipc/contract/views.ts';
import { bytes } from '../../../main/ipc/contract/words/format.ts';
import { type Text, useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { FolderIcon } from '../../parts/icons/icons.tsx';
import { KindIcon } from '../../parts/icons/kind-icon.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { useEngine } from '../../state/hooks.ts';
import styles from './destination-ticks.module.css';

interface DestinationTicksProps {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly onAnother: () => void;
}

export function DestinationTicks({ chosen, onChange, onAnother }: DestinationTicksProps) {
  const text = useText();
  const destinations = useEngine((view) => view.destinations);
  const all = useMemo(() => Object.values(destinations ?? {}).sort((a, b) => a.addedAt - b.addedAt), [destinations]);
  const toggle = (id: string): void => {
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  };
  return (
    <div className={styles.ticks}>
      {all.map((destination) => (
        <label key={destination.id} className={styles.tick}>
          <input
            type="checkbox"
            checked={chosen.includes(destination.id)}
            onChange={() => { toggle(destination.id); }}
          />
          <span className={styles.name}><KindIcon kind={destination.kind} size={14} />{destination.name}</span>
          <span className={styles.note}>{noteOf(destination, text)}</span>
          <PathText path={destination.url} className={styles.path} />
        </label>
      ))}
      {chosen.length === 0 && <p role="status" className={styles.none}>{text.t.databases.places.atLeastOne}</p>}
      <Button size="small" icon={<FolderIcon size={14} />} onClick={onAnother} className={styles.another}>
        {text.t.databases.places.new}
      </Button>
    </div>
  );
}

function noteOf(destination: DestinationView, { t, language }: Text): string {
  const { places } = t.databases;
  if (destination.reach.kind === 'absent') return places.absent;
  const free = destination.space === undefined ? [] : [places.free(bytes(language, destination.space.free))];
  return [...free, ...(destination.sameDisk === 'yes' ? [places.sameDisk] : [])].join(' · ');
}
