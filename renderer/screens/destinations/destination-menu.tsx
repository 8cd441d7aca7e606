// What can be done with a destination.
import type { DestinationView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { IconButton } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { MoreIcon } from '../../parts/icons/icons.tsx';
import { Menu } from '../../parts/menu/menu.tsx';
import type { MenuEntry } from '../../parts/menu/menu-entry.ts';
import { useToasts } from '../../parts/toaster/toasts.ts';
import { useSession, useShell } from '../../state/hooks.ts';
import { errorView } from '../../state/use-action.ts';

interface DestinationMenuProps {
  readonly destination: DestinationView;
  readonly isDefault: 'yes' | 'no';
  readonly onAsk: (kind: 'change' | 'remove') => void;
}

export function DestinationMenu({ destination, isDefault, onAsk }: DestinationMenuProps) {
  const { t } = useText();
  const { client } = useSession();
  const toasts = useToasts();
  const reveal = useShell()?.reveal === 'possible';
  const { id, location, name } = destination;
  const attempt = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      toasts.show({ id: `destination-${id}`, tone: 'error', content: <ErrorNote error={errorView(error)} /> });
    });
  };
  const act = (of: string, text: string, run: () => void): MenuEntry => ({ kind: 'action', id: of, text, run });
  const entries: readonly MenuEntry[] = [
    ...(isDefault === 'yes'
      ? []
      : [act('default', t.destinations.makeDefault, () => { attempt(client.call('settings.set', { defaultDestination: id })); })]),
    act('change', t.destinations.change, () => { onAsk('change'); }),
    ...(reveal && location.kind === 'folder'
      ? [act('reveal', t.destinations.reveal, () => { attempt(client.call('files.reveal', { path: location.path })); })]
      : []),
    { kind: 'line', id: 'line' },
    act('remove', t.destinations.remove, () => { onAsk('remove'); }),
  ];
  return <Menu trigger={<IconButton label={t.parts.more(name)}><MoreIcon /></IconButton>} entries={entries} />;
}
