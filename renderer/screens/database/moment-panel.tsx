// The chosen moment beside now, so that nobody gets lost in time, and what lies between them.
import type { ReactNode } from 'react';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { ago, bytes, moment, number } from '../../../main/ipc/contract/words/format.ts';
import { go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { timeLabels } from '../../parts/scrubber/labels.ts';
import { useNow } from '../../state/hooks.ts';
import { kindAt, type Points } from '../../state/points.ts';
import { formatTxid } from '../../state/txid.ts';
import styles from './moment-panel.module.css';

interface MomentPanelProps {
  readonly database: DatabaseView;
  readonly points: Points;
  /** Undefined is now. */
  readonly index: number | undefined;
  readonly onChoose: (index: number | undefined) => void;
}

export function MomentPanel({ database, points, index, onChoose }: MomentPanelProps) {
  const { t } = useText();
  return (
    <section aria-label={t.database.moment} className={styles.panel}>
      {index === undefined ? <Unchosen /> : <Then database={database} points={points} index={index} />}
      <Now database={database} />
      {index !== undefined && <Between {...{ database, points, index, onChoose }} />}
    </section>
  );
}

function Unchosen() {
  const { t } = useText();
  return (
    <div className={styles.side}>
      <h2 className={styles.title}>{t.database.choose}</h2>
      <p className={styles.how}>{t.database.chooseHow}</p>
    </div>
  );
}

function Then({ database, points, index }: Omit<MomentPanelProps, 'index' | 'onChoose'> & { readonly index: number }) {
  const { t, language } = useText();
  const now = useNow();
  const at = points.times[index]!;
  const txid = points.txids[index]!;
  const size = bytes(language, points.bytes[index]!);
  const names = database.marks.filter((mark) => mark.txid === txid).map(({ name }) => name);
  return (
    <div className={styles.side}>
      <h2 className={styles.title}>{t.database.at(timeLabels(language).time(at, now))}</h2>
      <p className={styles.age} title={moment(language, at)}>{ago(language, at, now)}</p>
      <dl className={styles.facts}>
        <Fact name={t.database.written}>{kindAt(points, index) === 'snapshot' ? t.database.snapshotOf(size) : size}</Fact>
        {names.length > 0 && <Fact name={t.database.marks}>{names.join(', ')}</Fact>}
        <Fact name={t.database.transaction}><code>{formatTxid(txid)}</code></Fact>
      </dl>
    </div>
  );
}

function Now({ database }: { readonly database: DatabaseView }) {
  const { t, language } = useText();
  const now = useNow();
  const { changedAt, size, txid } = database;
  return (
    <div className={styles.side}>
      <h2 className={styles.title}>{t.database.now}</h2>
      <p className={styles.age}>{changedAt === 0 ? t.database.noChange : `${t.database.lastChange} ${ago(language, changedAt, now)}`}</p>
      <dl className={styles.facts}>
        <Fact name={t.database.size}>{bytes(language, size)}</Fact>
        <Fact name={t.database.transaction}><code>{formatTxid(txid)}</code></Fact>
      </dl>
    </div>
  );
}

function Between({ database, points, index, onChoose }: MomentPanelProps & { readonly index: number }) {
  const { t, language } = useText();
  const txid = points.txids[index]!;
  const later = Math.max(0, database.txid - txid);
  const written = bytes(language, points.changedBefore[points.count]! - points.changedBefore[index + 1]!);
  const words = later === 0 ? t.database.betweenNone : t.database.between(number(language, later), written, later);
  return (
    <footer className={styles.between}>
      <p>{words}</p>
      <Button onClick={() => { onChoose(undefined); }}>{t.database.toNow}</Button>
      <Button onClick={() => { go({ screen: 'restore', database: database.id, txid }); }}>{t.database.restoreThis}</Button>
    </footer>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
