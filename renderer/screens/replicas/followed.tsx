// The databases of others that this computer follows: how far each is behind, and what can be done with it.
import type { LiveView, ReplicaView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { DatabaseIcon } from '../../parts/icons/icons.tsx';
import { LagTrack } from '../../parts/lag/lag-track.tsx';
import { StatusWord } from '../../parts/shape/status-word.tsx';
import { PathText } from '../../parts/text/path-text.tsx';
import { useNow } from '../../state/hooks.ts';
import type { Ask } from './asked.ts';
import { FollowedMenu } from './followed-menu.tsx';
import styles from './replicas.module.css';
import { SetApart } from './set-apart.tsx';
import { lagLabel, replicaStatus, sourceName } from './words.ts';

interface FollowedProps {
  readonly live: LiveView;
  readonly onAsk: Ask;
}

export function Followed({ live, onAsk }: FollowedProps) {
  const { t } = useText();
  const all = Object.values(live.followed).sort((a, b) => a.addedAt - b.addedAt);
  return (
    <section aria-labelledby="following" className={styles.section}>
      <h2 id="following">{t.replicas.following}</h2>
      {all.length === 0 && <p className={styles.dim}>{t.replicas.followingNone}</p>}
      <ul className={styles.cards}>
        {all.map((replica) => <Card key={replica.id} replica={replica} from={sourceName(replica, live)} onAsk={onAsk} />)}
      </ul>
    </section>
  );
}

interface CardProps {
  readonly replica: ReplicaView;
  readonly from: string;
  readonly onAsk: Ask;
}

function Card({ replica, from, onAsk }: CardProps) {
  const text = useText();
  const { t } = text;
  const status = replicaStatus(replica, from, text, useNow());
  const { role, name, path, quarantined } = replica;
  return (
    <li className={styles.card}>
      <header className={styles.top}>
        <DatabaseIcon />
        <div className={styles.names}>
          <h3 className={styles.name} title={name}>{name}</h3>
          <span className={styles.small}><PathText path={path} /></span>
        </div>
        <FollowedMenu replica={replica} onAsk={onAsk} />
      </header>
      <div>
        <StatusWord kind={status.shape}>{status.word}</StatusWord>
        {status.detail !== '' && <p className={styles.dim}>{status.detail}</p>}
      </div>
      <LagTrack kind={status.shape} lag={status.lag} label={lagLabel(status, text)} ticks={t.replicas.ticks} />
      {role.kind === 'failed' && <ErrorNote error={role.reason} />}
      {quarantined.length > 0 && <SetApart replica={replica} />}
    </li>
  );
}
