// Who holds the pen, until when, and handing it over. Nothing where nobody asks for it.
import { useState } from 'react';
import type { PenView } from '../../../../main/ipc/contract/views.ts';
import { clock } from '../../../../main/ipc/contract/words/format.ts';
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { cx } from '../../../parts/cx.ts';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import { PenIcon } from '../../../parts/icons/icons.tsx';
import { useNow, useSession } from '../../../state/hooks.ts';
import { useAction } from '../../../state/use-action.ts';
import styles from './pen.module.css';
import { TakePenDialog } from './take-pen-dialog.tsx';

interface PenLineProps {
  readonly pen: PenView;
  readonly destination: string;
  /** Ids of those whose pen it is: one, or several that are in one hand. */
  readonly databases: readonly string[];
  readonly className?: string | undefined;
}

export function PenLine({ pen, destination, databases, className }: PenLineProps) {
  const { t, language } = useText();
  const now = useNow(30_000);
  if (pen.kind === 'unused') return null;
  const words = pen.kind === 'free'
    ? t.pen.free
    : pen.kind === 'ours' ? t.pen.ours(clock(language, pen.until, now)) : t.pen.theirs(pen.owner, clock(language, pen.until, now));
  return (
    <div className={cx(styles.line, className)}>
      <PenIcon size={14} />
      <div>
        {words}{' '}
        {pen.kind === 'ours' && <LetGo destination={destination} databases={databases} />}
        {pen.kind === 'theirs' && databases.map((database) => <Take key={database} destination={destination} database={database} />)}
      </div>
    </div>
  );
}

function LetGo({ destination, databases }: Pick<PenLineProps, 'destination' | 'databases'>) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const letGo = async (): Promise<void> => {
    for (const database of databases) await client.call('pen.letGo', { database, destination });
  };
  return (
    <>
      <Button size="small" tone="quiet" working={state.kind === 'working'} onClick={() => { void run(letGo); }}>{t.pen.letGo}</Button>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </>
  );
}

function Take({ destination, database }: { readonly destination: string; readonly database: string }) {
  const { t } = useText();
  const [asked, setAsked] = useState<'no' | 'yes'>('no');
  return (
    <>
      <Button size="small" tone="quiet" onClick={() => { setAsked('yes'); }}>{t.pen.take}</Button>
      {asked === 'yes' && <TakePenDialog destination={destination} database={database} onClose={() => { setAsked('no'); }} />}
    </>
  );
}
