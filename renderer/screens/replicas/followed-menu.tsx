// What can be done with a database that is followed.
import type { ReplicaView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { IconButton } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { MoreIcon } from '../../parts/icons/icons.tsx';
import { Menu } from '../../parts/menu/menu.tsx';
import type { MenuEntry } from '../../parts/menu/menu-entry.ts';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { useSession, useShell } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';
import type { Ask } from './asked.ts';

interface FollowedMenuProps {
  readonly replica: ReplicaView;
  readonly onAsk: Ask;
}

export function FollowedMenu({ replica, onAsk }: FollowedMenuProps) {
  const { t } = useText();
  const { client } = useSession();
  const toasts = useToasts();
  const reveal = useShell()?.reveal === 'possible';
  const { id, name, path, txid } = replica;
  const attempt = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => { toasts.show({ id: `replica-${id}`, tone: 'error', content: <ErrorNote error={errorView(error)} /> }); });
  };
  const act = (of: string, text: string, run: () => void): MenuEntry => ({ kind: 'action', id: of, text, run });
  const entries: readonly MenuEntry[] = [
    ...(txid > 0 ? [act('take-over', t.replicas.takeOver, () => { onAsk({ kind: 'promote', followed: id }); })] : []),
    ...(reveal ? [act('reveal', t.replicas.reveal, () => { attempt(client.call('files.reveal', { path })); })] : []),
    { kind: 'line', id: 'line' },
    act('unfollow', t.replicas.unfollow, () => { onAsk({ kind: 'unfollow', followed: id }); }),
  ];
  return <Menu trigger={<IconButton label={t.parts.more(name)}><MoreIcon /></IconButton>} entries={entries} />;
}
