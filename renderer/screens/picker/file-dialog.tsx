// The file dialog for where there is none of the system's: one folder at a time, by keyboard as by pointer.
import { useEffect, useRef, useState } from 'react';
import type { ListingEntry } from '../../../main/ipc/contract/shell.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Skeleton } from '../../parts/feedback/skeleton.tsx';
import { Field, TextInput } from '../../parts/field/field.tsx';
import { folderOf, nameOf } from '../../parts/text/paths.ts';
import { useShell } from '../../state/hooks.ts';
import type { ChooseWhat } from './choose-what.ts';
import { EntryList } from './entry-list.tsx';
import styles from './file-dialog.module.css';
import { joinPath, typedPath } from './typed-path.ts';
import { useListing } from './use-listing.ts';

interface FileDialogProps {
  readonly what: ChooseWhat;
  /** Where to begin; for a new file its name too. */
  readonly suggested: string | undefined;
  /** None when the person changed their mind. */
  readonly onDone: (paths: readonly string[]) => void;
}

export function FileDialog({ what, suggested, onDone }: FileDialogProps) {
  const { t } = useText();
  const home = useShell()?.home ?? '';
  const [folder, setFolder] = useState(() => (suggested === undefined ? undefined : startOf(what, suggested)));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [name, setName] = useState(() => (what === 'new-file' && suggested !== undefined ? nameOf(suggested) : ''));
  const list = useRef<HTMLDivElement>(null);
  const { listing, error } = useListing(folder);
  const shown = listing?.folder;
  useEffect(() => {
    if (shown !== undefined) list.current?.focus();
  }, [shown]);
  const enter = (path: string): void => {
    setChosen(new Set());
    setFolder(path);
  };
  const open = (entry: ListingEntry): void => {
    if (entry.kind === 'folder') enter(entry.path);
    else if (what === 'databases') onDone([entry.path]);
    else setName(entry.name);
  };
  const answer = answerOf({ what, folder: listing?.folder, chosen, name });
  return (
    <Dialog
      width="wide"
      title={{ 'databases': t.picker.databases, 'folder': t.picker.folder, 'new-file': t.picker.newFile }[what]}
      initialFocus={list}
      onClose={() => { onDone([]); }}
      footer={
        <>
          <Button onClick={() => { onDone([]); }}>{t.parts.cancel}</Button>
          <Button tone="primary" disabled={answer.length === 0} onClick={() => { onDone(answer); }}>
            {{ 'databases': t.picker.chooseSome(Math.max(1, chosen.size)), 'folder': t.picker.chooseThis, 'new-file': t.picker.save }[what]}
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        <PathBox key={shown} shown={shown ?? ''} onGo={(text) => { enter(typedPath(text, shown ?? '', home)); }} />
        {error !== undefined && <ErrorNote error={error} />}
        {listing === undefined && error === undefined && <Skeleton label={t.picker.loading} />}
        {listing !== undefined && (
          <EntryList ref={list} listing={listing} what={what} chosen={chosen} onChoose={setChosen} onOpen={open} onUp={enter} />
        )}
        {listing !== undefined && listing.more > 0 && <p className={styles.more}>{t.picker.more(listing.more)}</p>}
        {what === 'new-file' && (
          <Field label={t.picker.name}>
            {(control) => <TextInput {...control} value={name} onChange={(event) => { setName(event.target.value); }} />}
          </Field>
        )}
      </div>
    </Dialog>
  );
}

function startOf(what: ChooseWhat, suggested: string): string {
  return what === 'new-file' ? folderOf(suggested) : suggested;
}

interface Choice {
  readonly what: ChooseWhat;
  readonly folder: string | undefined;
  readonly chosen: ReadonlySet<string>;
  readonly name: string;
}

function answerOf({ what, folder, chosen, name }: Choice): readonly string[] {
  if (what === 'databases') return [...chosen];
  if (folder === undefined) return [];
  if (what === 'folder') return chosen.size > 0 ? [...chosen] : [folder];
  return name.trim() === '' ? [] : [joinPath(folder, name.trim())];
}

function PathBox({ shown, onGo }: { readonly shown: string; readonly onGo: (text: string) => void }) {
  const { t } = useText();
  const [text, setText] = useState(shown);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onGo(text);
      }}
    >
      <TextInput
        aria-label={t.picker.go}
        title={t.picker.goHelp}
        value={text}
        className={styles.path}
        onChange={(event) => { setText(event.target.value); }}
      />
    </form>
  );
}
