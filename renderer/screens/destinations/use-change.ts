// What is being changed of a destination, and saving it: only what differs is sent.
import { useMemo, useState } from 'react';
import type { DestinationChange, DestinationChoices, DestinationView, HostKey } from '../../../main/ipc/contract/views.ts';
import { useSession } from '../../state/hooks.ts';
import { askedOf, type Draft, draftOf, placeOf, problemsOf } from './place/draft.ts';

export interface Change {
  readonly name: string;
  readonly choices: DestinationChoices;
  /** Undefined for folders: there is nothing to say but which. */
  readonly draft: Draft | undefined;
  readonly problems: ReturnType<typeof problemsOf>;
  readonly dirty: 'yes' | 'no';
  readonly setName: (name: string) => void;
  readonly setDraft: (draft: Draft) => void;
  readonly choose: (change: Partial<DestinationChoices>) => void;
  /** Nothing is saved while something is wrong. */
  readonly save: () => Promise<'saved' | 'wrong'>;
  readonly pin: (key: HostKey) => Promise<void>;
}

export function useChange({ id, name: named, location, secrets, choices }: DestinationView): Change {
  const { client } = useSession();
  const [name, setName] = useState(named);
  const [draft, setDraft] = useState(() => (location.kind === 'folder' ? undefined : draftOf(location, secrets)));
  const [saved, setSaved] = useState(draft);
  const [problems, setProblems] = useState<Change['problems']>({});
  const [changed, setChanged] = useState<Partial<DestinationChoices>>({});
  const renamed = name.trim() !== named;
  const chosen = Object.keys(changed).length > 0;
  const save = async (): Promise<'saved' | 'wrong'> => {
    const wrong = draft === undefined ? {} : problemsOf(draft, secrets);
    setProblems(wrong);
    if (Object.keys(wrong).length > 0) return 'wrong';
    if (renamed) await client.call('destination.rename', { destination: id, name: name.trim() });
    const change = { ...(draft !== undefined && draft !== saved && changeOf(draft, secrets)), ...(chosen && { choices: changed }) };
    if (Object.keys(change).length > 0) await client.call('destination.change', { destination: id, ...change });
    setSaved(draft);
    setChanged({});
    return 'saved';
  };
  const pin = async ({ key }: HostKey): Promise<void> => {
    if (location.kind !== 'sftp') return;
    await client.call('destination.change', { destination: id, location: { ...location, hostKey: key } });
    setDraft((before) => before && { ...before, hostKey: key });
  };
  return {
    name,
    draft,
    problems,
    choices: useMemo(() => ({ ...choices, ...changed }), [choices, changed]),
    dirty: renamed || draft !== saved || chosen ? 'yes' : 'no',
    setName,
    setDraft,
    choose: (more) => { setChanged({ ...changed, ...more }); },
    save,
    pin,
  };
}

/** What is kept and no longer asked for is forgotten. */
function changeOf(draft: Draft, kept: DestinationView['secrets']): DestinationChange {
  const { location, secrets } = placeOf(draft);
  const asked = askedOf(draft);
  const forgotten = kept.filter((name) => !asked.some((spec) => spec.name === name)).map((name) => [name, '']);
  const all = { ...Object.fromEntries(forgotten) as DestinationChange['secrets'], ...secrets };
  return { location, ...(Object.keys(all).length > 0 && { secrets: all }) };
}
