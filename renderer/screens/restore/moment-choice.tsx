// Which moment: the chosen one, one point earlier or later, a typed time, or the newest.
import { useState } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { ago, moment } from '../../../main/ipc/contract/words/format.ts';
import { useText } from '../../app/text/use-text.ts';
import { IconButton } from '../../parts/button/button.tsx';
import { ChevronLeftIcon, ChevronRightIcon } from '../../parts/icons/icons.tsx';
import { JumpField } from '../../parts/scrubber/jump-field.tsx';
import { useNow } from '../../state/hooks.ts';
import { indexOfTxid } from '../../state/points.ts';
import { usePoints } from '../../state/use-points.ts';
import type { Choice } from './machine.ts';
import styles from './restore.module.css';
import type { Restore } from './use-restore.ts';

export interface ChoiceProps {
  readonly database: DatabaseView;
  readonly choice: Choice;
  readonly dispatch: Restore['dispatch'];
}

export function MomentChoice({ database, choice, dispatch }: ChoiceProps) {
  const { t, language } = useText();
  const now = useNow(10_000);
  const [text, setText] = useState('');
  const { state } = usePoints(database);
  const points = state.kind === 'ready' ? state.points : undefined;
  const known = knownMoment(choice);
  const index = points === undefined || known === undefined ? undefined : indexOfTxid(points, known.txid);
  const stepTo = (to: number) => () => {
    const txid = points?.txids[to];
    if (txid !== undefined && to < (points?.count ?? 0)) dispatch({ kind: 'target', target: { kind: 'txid', txid } });
  };
  return (
    <section aria-label={t.restore.moment} className={styles.moment}>
      <div className={styles.when} role="status">
        {known === undefined ? <p className={styles.time}>…</p> : (
          <>
            <p className={styles.time}>{moment(language, known.at)}</p>
            <p className={styles.quiet}>{ago(language, known.at, now)}</p>
          </>
        )}
      </div>
      <IconButton label={t.restore.earlier} disabled={index === undefined || index === 0} onClick={stepTo((index ?? 0) - 1)}>
        <ChevronLeftIcon />
      </IconButton>
      <IconButton
        label={t.restore.later}
        disabled={index === undefined || index + 1 >= (points?.count ?? 0)}
        onClick={stepTo((index ?? 0) + 1)}
      >
        <ChevronRightIcon />
      </IconButton>
      <JumpField
        text={text}
        onText={setText}
        onJump={(to) => { dispatch({ kind: 'target', target: to.kind === 'now' ? { kind: 'latest' } : { kind: 'time', at: to.at } }); }}
        language={language}
        t={t.scrubber}
      />
    </section>
  );
}

function knownMoment({ preview }: Choice): { readonly at: number; readonly txid: number } | undefined {
  return preview.kind === 'ready' ? preview.preview : undefined;
}
