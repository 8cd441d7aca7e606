// The computers that follow this one: whether they may, where they reach it, and how far each of them is.
import type { FollowerCopyView, LiveView, PairedView } from '../../../main/ipc/contract/views.ts';
import { formatRoute, go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { ComputerIcon } from '../../parts/icons/icons.tsx';
import { LagTrack } from '../../parts/lag/lag-track.tsx';
import { StatusWord } from '../../parts/shape/status-word.tsx';
import { useEngine, useNow, useSession } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import type { Ask } from './asked.ts';
import { FollowerMenu } from './follower-menu.tsx';
import styles from './replicas.module.css';
import { copyStatus, lagLabel, pairedStatus } from './words.ts';

interface ServedProps {
  readonly live: LiveView;
  readonly onAsk: Ask;
}

export function Served({ live, onAsk }: ServedProps) {
  const { t } = useText();
  const { serving, followers } = live;
  const all = Object.values(followers).sort((a, b) => a.pairedAt - b.pairedAt);
  return (
    <section aria-labelledby="served" className={styles.section}>
      <div className={styles.head}>
        <h2 id="served">{t.replicas.served}</h2>
        {serving.kind === 'off' && <Button onClick={() => { onAsk({ kind: 'serve' }); }}>{t.replicas.turnOn}</Button>}
        {serving.kind !== 'off' && <Button tone="quiet" onClick={() => { onAsk({ kind: 'serve-off' }); }}>{t.replicas.turnOff}</Button>}
        {serving.kind === 'on' && <LetIn />}
      </div>
      <ServingLine serving={serving} onAgain={() => { onAsk({ kind: 'serve' }); }} />
      {serving.kind === 'on' && all.length === 0 && <p className={styles.dim}>{t.replicas.servedNone}</p>}
      <ul className={styles.cards}>
        {all.map((follower) => <Follower key={follower.id} follower={follower} onAsk={onAsk} />)}
      </ul>
    </section>
  );
}

function LetIn() {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const pair = async (): Promise<void> => {
    await client.call('live.pair', {});
    go({ screen: 'replicas', ask: 'pair' });
  };
  return (
    <>
      <Button working={state.kind === 'working'} onClick={() => { void run(pair); }}>{t.replicas.letIn}</Button>
      {state.kind === 'failed' && <ErrorNote error={state.error} />}
    </>
  );
}

function ServingLine({ serving, onAgain }: Pick<LiveView, 'serving'> & { readonly onAgain: () => void }) {
  const { t } = useText();
  if (serving.kind === 'off') return <p className={styles.dim}>{t.replicas.servedOff}</p>;
  if (serving.kind === 'failed') return <ErrorNote title={t.replicas.servingFailed} error={serving.reason} onRetry={onAgain} />;
  const { address, fingerprint } = serving;
  return (
    <div>
      <p className={styles.dim}>{t.replicas.servingAt(address)}{isLocal(address) && `, ${t.replicas.servingLocal}`}</p>
      {fingerprint !== undefined && (
        <details className={styles.small}>
          <summary>{t.replicas.certificate}</summary>
          <span className={styles.mono}>{fingerprint}</span>
        </details>
      )}
    </div>
  );
}

function isLocal(address: string): boolean {
  return /^https?:\/\/(?:127\.|localhost|\[::1\])/.test(address);
}

function Follower({ follower, onAsk }: { readonly follower: PairedView; readonly onAsk: Ask }) {
  const text = useText();
  const { t } = text;
  const now = useNow();
  const { name, address, databases } = follower;
  const status = pairedStatus(follower, text, now);
  return (
    <li className={styles.card}>
      <header className={styles.top}>
        <ComputerIcon />
        <div className={styles.names}>
          <h3 className={styles.name} title={name}>{name}</h3>
          {address !== '' && <span className={styles.small}>{t.replicas.connectedAt(address)}</span>}
        </div>
        <FollowerMenu follower={follower} onAsk={onAsk} />
      </header>
      <StatusWord kind={status.shape}>{status.word}</StatusWord>
      {databases.length > 0 && (
        <ul className={styles.copies}>
          {databases.map((copy) => <Copy key={copy.database} follower={follower} copy={copy} now={now} />)}
        </ul>
      )}
    </li>
  );
}

function Copy({ follower, copy, now }: { readonly follower: PairedView; readonly copy: FollowerCopyView; readonly now: number }) {
  const text = useText();
  const name = useEngine((view) => view.databases[copy.database]?.name) ?? '';
  const status = copyStatus(follower, copy, text, now);
  return (
    <li className={styles.copy}>
      <a href={formatRoute({ screen: 'database', database: copy.database })} title={name}>{name}</a>
      <LagTrack kind={status.shape} lag={status.lag} label={lagLabel(status, text)} />
      {status.detail !== '' && <span className={styles.words}>{status.detail}</span>}
    </li>
  );
}
