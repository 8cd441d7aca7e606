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
  const typed = useTyped(shown, home);
  useEffect(() => {
    if (shown !== undefined) list.current?.focus();
  }, [shown]);
  const enter = (path: string): void => {
    setChosen(new Set());
    typed.forget();
    setFolder(path);
  };
  const open = (entry: ListingEntry): void => {
    if (entry.kind === 'folder') enter(entry.path);
    else if (what === 'databases') onDone([entry.path]);
    else setName(entry.name);
  };
  const choose = (paths: ReadonlySet<string>): void => {
    typed.forget();
    setChosen(paths);
  };
  const answer = answerOf({ what, folder: shown, meant: typed.meant, chosen, name });
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
            {{ 'databases': t.picker.chooseSome(Math.max(1, answer.length)), 'folder': t.picker.chooseThis, 'new-file': t.picker.save }[what]}
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        <PathBox text={typed.text} onType={typed.type} onGo={() => { setFolder(typed.meant ?? shown); }} />
        {error !== undefined && <ErrorNote error={error} />}
        {listing === undefined && error === undefined && <Skeleton label={t.picker.loading} />}
        {listing !== undefined && (
          <EntryList ref={list} listing={listing} what={what} chosen={chosen} onChoose={choose} onOpen={open} onUp={enter} />
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

interface Typed {
  readonly text: string;
  /** The path that was typed, if that is not what is shown. */
  readonly meant: string | undefined;
  readonly type: (text: string) => void;
  readonly forget: () => void;
}

/** What was typed over the folder that is shown: it stays until another is shown or something is ticked. */
function useTyped(shown: string | undefined, home: string): Typed {
  const [typed, setTyped] = useState<{ readonly over: string | undefined; readonly text: string }>();
  const text = typed !== undefined && typed.over === shown ? typed.text : shown ?? '';
  return {
    text,
    meant: text === (shown ?? '') ? undefined : typedPath(text, shown ?? '', home),
    type: (words) => { setTyped({ over: shown, text: words }); },
    forget: () => { setTyped(undefined); },
  };
}

interface Choice {
  readonly what: ChooseWhat;
  readonly folder: string | undefined;
  /** The path that was typed, if that is not what is shown: it is what the person means. */
  readonly meant: string | undefined;
  readonly chosen: ReadonlySet<string>;
  readonly name: string;
}

function answerOf({ what, folder, meant, chosen, name }: Choice): readonly string[] {
  const at = meant ?? folder;
  if (what === 'databases') return meant === undefined ? [...chosen] : [meant];
  if (at === undefined) return [];
  if (what === 'folder') return [at];
  return name.trim() === '' ? [] : [joinPath(at, name.trim())];
}

interface PathBoxProps {
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onGo: () => void;
}

function PathBox({ text, onType, onGo }: PathBoxProps) {
  const { t } = useText();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onGo();
      }}
    >
      <TextInput
        aria-label={t.picker.go}
        title={t.picker.goHelp}
        value={text}
        className={styles.path}
        onChange={(event) => { onType(event.target.value); }}
      />
    </form>
  );
}
