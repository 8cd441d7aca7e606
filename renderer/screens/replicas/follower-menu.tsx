// What can be done with a computer that follows this one.
import type { PairedView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { IconButton } from '../../parts/button/button.tsx';
import { MoreIcon } from '../../parts/icons/icons.tsx';
import { Menu } from '../../parts/menu/menu.tsx';
import type { MenuEntry } from '../../parts/menu/menu-entry.ts';
import { useEngine } from '../../state/hooks.ts';
import type { Ask } from './asked.ts';

export function FollowerMenu({ follower, onAsk }: { readonly follower: PairedView; readonly onAsk: Ask }) {
  const { t } = useText();
  const all = useEngine((view) => view.databases) ?? {};
  const { id, name, presence, databases } = follower;
  const handed = presence.kind === 'connected' ? databases.flatMap(({ database }) => all[database] ?? []) : [];
  const entries: readonly MenuEntry[] = [
    ...handed.map((database): MenuEntry => ({
      kind: 'action',
      id: database.id,
      text: t.replicas.handOff(database.name),
      run: () => { onAsk({ kind: 'hand-off', database: database.id, follower: id }); },
    })),
    ...(handed.length > 0 ? [{ kind: 'line', id: 'line' } as const] : []),
    { kind: 'action', id: 'forget', text: t.replicas.forget, run: () => { onAsk({ kind: 'forget', follower: id }); } },
  ];
  return <Menu trigger={<IconButton label={t.parts.more(name)}><MoreIcon /></IconButton>} entries={entries} />;
}
