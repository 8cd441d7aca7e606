// The ways to protect another database, besides dropping it.
import { useProtect } from '../../app/protect/use-protect.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { PlusIcon } from '../../parts/icons/icons.tsx';
import { Menu } from '../../parts/menu/menu.tsx';

export function AddMenu() {
  const { t } = useText();
  const { choose, find } = useProtect();
  return (
    <Menu
      trigger={<Button icon={<PlusIcon size={14} />}>{t.databases.add}</Button>}
      entries={[
        { kind: 'action', id: 'files', text: t.databases.addFiles, run: () => { choose('databases'); } },
        { kind: 'action', id: 'folder', text: t.databases.addFolder, run: () => { choose('folder'); } },
        { kind: 'line', id: 'line' },
        { kind: 'action', id: 'find', text: t.databases.addFind, run: find },
      ]}
    />
  );
}
