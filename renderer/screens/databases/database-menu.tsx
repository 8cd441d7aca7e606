// The ⋯ menu of one database, the same in the list and on its own screen.
import { holderOf } from '../../../main/ipc/contract/words/overall.ts';
import type { DatabaseView } from '../../../main/ipc/contract/views.ts';
import { go } from '../../app/routes.ts';
import type { Text } from '../../app/text/use-text.ts';
import { useText } from '../../app/text/use-text.ts';
import { IconButton } from '../../parts/button/button.tsx';
import { MoreIcon } from '../../parts/icons/icons.tsx';
import { Menu } from '../../parts/menu/menu.tsx';
import type { MenuEntry } from '../../parts/menu/menu-entry.ts';
import { useShell } from '../../state/hooks.ts';
import type { DialogKind } from './database-dialog.tsx';
import { type DatabaseActions, useDatabaseActions } from './use-database-actions.tsx';

interface DatabaseMenuProps {
  readonly database: DatabaseView;
  /** Something that asks before it acts. */
  readonly onDialog: (kind: DialogKind) => void;
}

export function DatabaseMenu({ database, onDialog }: DatabaseMenuProps) {
  const text = useText();
  const actions = useDatabaseActions();
  const reveal = useShell()?.reveal === 'possible';
  const entries = [
    ...firstEntries(database, text, actions),
    { kind: 'line', id: 'line-1' } as const,
    ...(holderOf(database) === undefined ? [] : [penEntry(text, onDialog)]),
    ...settingEntries(text, onDialog),
    ...(reveal ? [revealEntry(database, text, actions)] : []),
    { kind: 'line', id: 'line-2' } as const,
    stopEntry(text, onDialog),
  ];
  const trigger = (
    <IconButton label={text.t.parts.more(database.name)} data-menu="">
      <MoreIcon />
    </IconButton>
  );
  return <Menu trigger={trigger} entries={entries} />;
}

function firstEntries(database: DatabaseView, { t }: Text, actions: DatabaseActions): MenuEntry[] {
  const { menu } = t.databases;
  const paused = database.state.kind === 'paused';
  return [
    {
      kind: 'action',
      id: 'restore',
      text: menu.restore,
      keys: 'R',
      disabled: database.txid === 0,
      run: () => { go({ screen: 'restore', database: database.id }); },
    },
    { kind: 'action', id: 'back-up', text: menu.backUp, run: () => { actions.backUp(database); } },
    paused
      ? { kind: 'action', id: 'resume', text: menu.resume, keys: 'P', run: () => { actions.resume(database); } }
      : { kind: 'submenu', id: 'pause', text: menu.pause, entries: pauseEntries(database, menu, actions) },
  ];
}

function pauseEntries(database: DatabaseView, menu: Text['t']['databases']['menu'], actions: DatabaseActions): MenuEntry[] {
  return [
    { kind: 'action', id: 'hour', text: menu.pauseHour, run: () => { actions.pause(database, 'hour'); } },
    { kind: 'action', id: 'tomorrow', text: menu.pauseTomorrow, run: () => { actions.pause(database, 'tomorrow'); } },
    { kind: 'action', id: 'resumed', text: menu.pauseAlways, keys: 'P', run: () => { actions.pause(database, 'resumed'); } },
  ];
}

function settingEntries({ t }: Text, onDialog: (kind: DialogKind) => void): MenuEntry[] {
  return [
    { kind: 'action', id: 'places', text: t.databases.menu.places, run: () => { onDialog('places'); } },
    { kind: 'action', id: 'retention', text: t.databases.menu.retention, run: () => { onDialog('retention'); } },
  ];
}

function penEntry({ t }: Text, onDialog: (kind: DialogKind) => void): MenuEntry {
  return { kind: 'action', id: 'pen', text: t.databases.menu.pen, run: () => { onDialog('pen'); } };
}

function revealEntry(database: DatabaseView, { t }: Text, actions: DatabaseActions): MenuEntry {
  return { kind: 'action', id: 'reveal', text: t.databases.menu.reveal, run: () => { actions.reveal(database); } };
}

function stopEntry({ t }: Text, onDialog: (kind: DialogKind) => void): MenuEntry {
  return { kind: 'action', id: 'stop', text: t.databases.menu.stop, keys: 'Delete', run: () => { onDialog('stop'); } };
}
