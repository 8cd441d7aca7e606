// Where copies go: destinations in use, disks and folders that are there, or any folder.
import { useEffect, useId, useMemo, useState } from 'react';
import type { DestinationView, Place } from '../../../main/ipc/contract/views.ts';
import { bytes } from '../../../main/ipc/contract/words/format.ts';
import { FolderIcon } from '../../parts/icons/icons.tsx';
import { KindIcon } from '../../parts/icons/kind-icon.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { useChoosePaths } from '../../screens/picker/choose-paths.tsx';
import { useEngine, useSession, useShell } from '../../state/hooks.ts';
import { type Text, useText } from '../text/use-text.ts';
import { chosenPlace, type PlaceChoice, placeOptions } from './place-choice.ts';
import styles from './place-picker.module.css';

interface PlacePickerProps {
  readonly value: PlaceChoice | undefined;
  readonly onChange: (choice: PlaceChoice) => void;
  /** Destinations in use are not offered where a new one is wanted. */
  readonly offer?: 'all' | 'new';
}

const NO_DESTINATIONS: Readonly<Record<string, DestinationView>> = {};

export function PlacePicker({ value, onChange, offer = 'all' }: PlacePickerProps) {
  const { t } = useText();
  const group = useId();
  const choosePaths = useChoosePaths();
  const places = usePlaces();
  const home = useShell()?.home ?? '';
  const destinations = useEngine((view) => view.destinations) ?? NO_DESTINATIONS;
  const known = offer === 'all' ? destinations : NO_DESTINATIONS;
  const taken = Object.values(destinations).map(({ url }) => url);
  const options = useMemo(() => placeOptions(known, places ?? [], value), [known, places, value])
    .filter((one) => offer === 'all' || !taken.includes(one.path));
  const first = options[0];
  useEffect(() => {
    if (value === undefined && offer === 'all' && first !== undefined && places !== undefined) onChange(first);
  }, [value, offer, first, places, onChange]);
  const other = async (): Promise<void> => {
    const [path] = await choosePaths('folder').catch(() => []);
    if (path !== undefined) onChange(chosenPlace(path, places ?? [], home));
  };
  const told = places === undefined ? t.protect.where.looking : options.length === 0 ? t.protect.where.none : '';
  return (
    <div role="radiogroup" aria-label={t.protect.where.label} className={styles.picker}>
      {options.map((option) => (
        <Option key={option.path} option={option} group={group} checked={option.path === value?.path ? 'yes' : 'no'} onChange={onChange} />
      ))}
      <button type="button" className={styles.option} onClick={() => { void other(); }}>
        <FolderIcon />
        <span className={styles.name}>{t.protect.where.other}</span>
        <span className={styles.note}>{t.protect.where.otherHelp}</span>
      </button>
      <p role="status" className={styles.told}>{told}</p>
    </div>
  );
}

interface OptionProps {
  readonly option: PlaceChoice;
  readonly group: string;
  readonly checked: 'yes' | 'no';
  readonly onChange: (choice: PlaceChoice) => void;
}

function Option({ option, group, checked, onChange }: OptionProps) {
  const text = useText();
  return (
    <label className={styles.option}>
      <input type="radio" name={group} checked={checked === 'yes'} onChange={() => { onChange(option); }} />
      {option.disk === 'own' ? <FolderIcon /> : <KindIcon kind={option.of} />}
      <span className={styles.name}>{option.name ?? <PathText path={option.path} />}</span>
      <span className={styles.note}>{noteOf(option, text)}</span>
    </label>
  );
}

function noteOf(option: PlaceChoice, { t, language }: Text): string {
  const { where } = t.protect;
  const free = option.free === undefined ? [] : [where.free(bytes(language, option.free))];
  return [...free, ...(option.kind === 'destination' ? [where.known] : [])].join(' · ');
}

/** Undefined until they are known; none when they cannot be. */
function usePlaces(): readonly Place[] | undefined {
  const { client } = useSession();
  const [places, setPlaces] = useState<readonly Place[]>();
  useEffect(() => {
    const left = new AbortController();
    const take = (found: readonly Place[]): void => { if (!left.signal.aborted) setPlaces(found); };
    client.call('destination.places', {}, { signal: left.signal }).then(take, () => { take([]); });
    return () => { left.abort(); };
  }, [client]);
  return places;
}
