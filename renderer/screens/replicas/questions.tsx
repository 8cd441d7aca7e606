// What is asked before something is done about replicas, and what it means for the data.
import { type ReactNode, useState } from 'react';
import type { LiveView, ReplicaView } from '../../../main/ipc/contract/views.ts';
import { moment } from '../../../main/ipc/contract/words/format.ts';
import { go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Segments } from '../../parts/field/segments.tsx';
import { SettingRow } from '../../parts/field/setting-row.tsx';
import { tildePath } from '../../parts/text/paths.ts';
import { useEngine, useSession, useShell } from '../../state/hooks.ts';
import { formatTxid } from '../../state/txid.ts';
import { useAction } from '../../state/use-action.ts';
import type { Asked } from './asked.ts';
import styles from './replicas.module.css';
import { changes, sourceName } from './words.ts';

interface QuestionProps<Kind extends Asked['kind']> {
  readonly asked: Extract<Asked, { readonly kind: Kind }>;
  readonly onClose: () => void;
}

/** Closes by itself when what it is about is gone. */
export function Question({ asked, onClose }: QuestionProps<Asked['kind']>) {
  const live = useEngine((view) => view.live);
  if (live === undefined) return null;
  switch (asked.kind) {
    case 'promote': {
      const replica = live.followed[asked.followed];
      return replica === undefined ? null : <Promote replica={replica} live={live} onClose={onClose} />;
    }
    case 'unfollow': {
      const replica = live.followed[asked.followed];
      return replica === undefined ? null : <Unfollow replica={replica} onClose={onClose} />;
    }
    case 'hand-off':
      return <HandOff asked={asked} onClose={onClose} />;
    case 'forget':
      return <Forget asked={asked} onClose={onClose} />;
    case 'serve':
      return <Serve onClose={onClose} />;
    case 'serve-off':
      return <ServeOff onClose={onClose} />;
    default:
      return asked satisfies never;
  }
}

interface AskDialogProps {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** Of the button that does it. */
  readonly tone?: 'primary' | 'danger';
  readonly children?: ReactNode;
  readonly run: () => Promise<unknown>;
  readonly onClose: () => void;
}

function AskDialog({ title, text, confirm, tone = 'primary', children, run, onClose }: AskDialogProps) {
  const { t } = useText();
  const action = useAction();
  const confirmed = async (): Promise<void> => {
    await run();
    onClose();
  };
  return (
    <Dialog
      kind="ask"
      width="narrow"
      title={title}
      description={text}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button tone={tone} working={action.state.kind === 'working'} onClick={() => { void action.run(confirmed); }}>{confirm}</Button>
        </>
      }
    >
      {children}
      {action.state.kind === 'failed' && <ErrorNote error={action.state.error} />}
    </Dialog>
  );
}

/** Nobody is stopped by it, so it is said who must have stopped, and what would not be here. */
function Promote({ replica, live, onClose }: { readonly replica: ReplicaView; readonly live: LiveView; readonly onClose: () => void }) {
  const { t, language } = useText();
  const { client } = useSession();
  const { id, name, role, txid, appliedAt, from } = replica;
  const owner = sourceName(replica, live);
  const isHistory = from.kind === 'history';
  const there = role.kind === 'following';
  const stands = isHistory ? t.replicas.promoteHistory : there ? t.replicas.promoteThere(owner, name) : t.replicas.promoteGone(owner);
  return (
    <AskDialog
      title={t.replicas.promoteTitle(name)}
      text={t.replicas.promoteText(name)}
      confirm={t.replicas.promoteDo}
      tone={there && !isHistory ? 'danger' : 'primary'}
      run={async () => {
        const database = await client.call('live.promote', { followed: id });
        go({ screen: 'database', database });
      }}
      onClose={onClose}
    >
      <p className={styles.warning}>{stands}</p>
      <p className={styles.dim}>{t.replicas.promoteHave(formatTxid(txid), moment(language, appliedAt))}</p>
    </AskDialog>
  );
}

function Unfollow({ replica: { id, name, path }, onClose }: { readonly replica: ReplicaView; readonly onClose: () => void }) {
  const { t } = useText();
  const { client } = useSession();
  const home = useShell()?.home ?? '';
  return (
    <AskDialog
      title={t.replicas.unfollowTitle(name)}
      text={t.replicas.unfollowText(tildePath(path, home))}
      confirm={t.replicas.unfollowDo}
      run={() => client.call('live.unfollow', { followed: id })}
      onClose={onClose}
    />
  );
}

function HandOff({ asked: { database, follower }, onClose }: QuestionProps<'hand-off'>) {
  const text = useText();
  const { t } = text;
  const { client } = useSession();
  const name = useEngine((view) => view.databases[database]?.name) ?? '';
  const to = useEngine((view) => view.live.followers[follower]);
  const behind = to?.databases.find((copy) => copy.database === database)?.behind ?? 0;
  return (
    <AskDialog
      title={t.replicas.handOffTitle(name, to?.name ?? '')}
      text={t.replicas.handOffText(name, to?.name ?? '')}
      confirm={t.replicas.handOffDo}
      run={() => client.call('live.handOff', { database, follower })}
      onClose={onClose}
    >
      {behind > 0 && <p>{t.replicas.handOffBehind(changes(behind, text))}</p>}
    </AskDialog>
  );
}

function Forget({ asked: { follower }, onClose }: QuestionProps<'forget'>) {
  const { t } = useText();
  const { client } = useSession();
  const name = useEngine((view) => view.live.followers[follower]?.name) ?? '';
  return (
    <AskDialog
      title={t.replicas.forgetTitle(name)}
      text={t.replicas.forgetText(name)}
      confirm={t.replicas.forgetDo}
      tone="danger"
      run={() => client.call('live.forgetFollower', { follower })}
      onClose={onClose}
    />
  );
}

function Serve({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const { client } = useSession();
  const [reach, setReach] = useState<'network' | 'loopback'>('network');
  return (
    <AskDialog
      title={t.replicas.onTitle}
      text={t.replicas.onText}
      confirm={t.replicas.onDo}
      run={() => client.call('live.serve', { kind: 'on', reach })}
      onClose={onClose}
    >
      <SettingRow label={t.replicas.reach} help={reach === 'network' ? t.replicas.reachNetworkHelp : t.replicas.reachLocalHelp}>
        <Segments
          label={t.replicas.reach}
          value={reach}
          options={[{ value: 'network', text: t.replicas.reachNetwork }, { value: 'loopback', text: t.replicas.reachLocal }]}
          onChange={setReach}
        />
      </SettingRow>
    </AskDialog>
  );
}

function ServeOff({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const { client } = useSession();
  const count = Object.keys(useEngine((view) => view.live.followers) ?? {}).length;
  return (
    <AskDialog
      title={t.replicas.offTitle}
      text={count === 0 ? t.replicas.servedOff : t.replicas.offText(count)}
      confirm={t.replicas.offDo}
      tone={count === 0 ? 'primary' : 'danger'}
      run={() => client.call('live.serve', { kind: 'off' })}
      onClose={onClose}
    />
  );
}
