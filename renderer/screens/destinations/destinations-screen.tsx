// The places that copies go to, one card each.
import { lazy, Suspense, useMemo, useState } from 'react';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { PlusIcon } from '../../parts/icons/icons.tsx';
import { ScreenHeader } from '../../parts/list/screen-header.tsx';
import { useEngine } from '../../state/hooks.ts';
import { DestinationCard } from './destination-card.tsx';
import styles from './destinations-screen.module.css';
import { copiedTo } from './copied-to.ts';
import { RemoveDialog } from './remove-dialog.tsx';

const AddDialog = lazy(() => import('./add-dialog.tsx').then((m) => ({ default: m.AddDialog })));
const AdoptDialog = lazy(() => import('./adopt-dialog.tsx').then((m) => ({ default: m.AdoptDialog })));
const ChangeDialog = lazy(() => import('./change-dialog.tsx').then((m) => ({ default: m.ChangeDialog })));

type Asked =
  | { readonly kind: 'add' | 'adopt' }
  | { readonly kind: 'change' | 'remove'; readonly destination: string };

export function DestinationsScreen() {
  const { t } = useText();
  const destinations = useEngine((view) => view.destinations);
  const databases = useEngine((view) => view.databases);
  const [asked, setAsked] = useState<Asked>();
  const all = useMemo(() => Object.values(destinations ?? {}).sort((a, b) => a.addedAt - b.addedAt), [destinations]);
  const close = (): void => { setAsked(undefined); };
  const add = (
    <div className={styles.actions}>
      <Button tone="quiet" onClick={() => { setAsked({ kind: 'adopt' }); }}>{t.place.adopt}</Button>
      <Button icon={<PlusIcon size={14} />} onClick={() => { setAsked({ kind: 'add' }); }}>{t.destinations.add}</Button>
    </div>
  );
  return (
    <div className={styles.screen}>
      <ScreenHeader title={t.destinations.title} actions={all.length > 0 && add} />
      {all.length === 0 && <EmptyState title={t.destinations.emptyTitle} action={add}>{t.destinations.empty}</EmptyState>}
      <ul className={styles.cards}>
        {all.map((destination) => (
          <DestinationCard
            key={destination.id}
            destination={destination}
            databases={copiedTo(destination.id, databases)}
            onAsk={(kind) => { setAsked({ kind, destination: destination.id }); }}
          />
        ))}
      </ul>
      <Suspense>
        {asked?.kind === 'add' && <AddDialog onClose={close} />}
        {asked?.kind === 'adopt' && <AdoptDialog onClose={close} />}
        {asked?.kind === 'change' && <ChangeDialog destination={asked.destination} onClose={close} />}
      </Suspense>
      {asked?.kind === 'remove' && <RemoveDialog destination={asked.destination} onClose={close} />}
    </div>
  );
}
