// Databases that were found, with a tick box each, by the app that they belong to.
import { ago, bytes } from '../../../main/ipc/contract/words/format.ts';
import type { Candidate } from '../../../main/ipc/contract/views.ts';
import { cx } from '../../parts/cx.ts';
import { PathText } from '../../parts/text/path-text.tsx';
import { folderOf, nameOf } from '../../parts/text/paths.ts';
import { useNow, useShell } from '../../state/hooks.ts';
import { useText } from '../text/use-text.ts';
import styles from './candidate-list.module.css';
import { type Group, sorted } from './likely.ts';

interface CandidateListProps {
  readonly candidates: readonly Candidate[];
  /** Paths. */
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

export function CandidateList({ candidates, chosen, onChange }: CandidateListProps) {
  const { t } = useText();
  const { likely, unlikely } = sorted(candidates, useShell()?.home ?? '');
  const rest = unlikely.reduce((sum, group) => sum + group.candidates.length, 0);
  const groups = { chosen, onChange };
  return (
    <>
      {likely.map((group) => <GroupOf key={group.app ?? ''} group={group} {...groups} />)}
      {rest > 0 && (
        <details className={styles.rest} open={likely.length === 0}>
          <summary>{t.protect.find.unlikely(rest)}</summary>
          {unlikely.map((group) => <GroupOf key={group.app ?? ''} group={group} {...groups} />)}
        </details>
      )}
    </>
  );
}

interface GroupOfProps extends Omit<CandidateListProps, 'candidates'> {
  readonly group: Group;
}

function GroupOf({ group, chosen, onChange }: GroupOfProps) {
  const { t } = useText();
  const name = group.app ?? t.protect.find.own;
  const alone = group.candidates.length === 1 ? 'yes' : 'no';
  const free = group.candidates.filter((one) => one.registered === undefined).map(({ path }) => path);
  const ticked = free.filter((path) => chosen.has(path)).length;
  const set = (paths: readonly string[], to: 'on' | 'off'): void => {
    const next = new Set(chosen);
    for (const path of paths) {
      if (to === 'on') next.add(path);
      else next.delete(path);
    }
    onChange(next);
  };
  const one = (path: string): void => { set([path], chosen.has(path) ? 'off' : 'on'); };
  return (
    <fieldset className={cx(styles.group, alone === 'no' && styles.several)} aria-label={name}>
      {alone === 'no' && (
        <legend className={styles.legend}>
          <label className={styles.all}>
            <input
              type="checkbox"
              aria-label={t.protect.find.all(name)}
              disabled={free.length === 0}
              checked={ticked > 0 && ticked === free.length}
              ref={(box) => { if (box !== null) box.indeterminate = ticked > 0 && ticked < free.length; }}
              onChange={() => { set(free, ticked === free.length ? 'off' : 'on'); }}
            />
            {name}
          </label>
        </legend>
      )}
      {group.candidates.map((candidate) => (
        <Row key={candidate.path} candidate={candidate} ticked={chosen.has(candidate.path) ? 'yes' : 'no'} alone={alone} onToggle={one} />
      ))}
    </fieldset>
  );
}

interface RowProps {
  readonly candidate: Candidate;
  readonly ticked: 'yes' | 'no';
  /** The only one of its app: it says itself whose it is. */
  readonly alone: 'yes' | 'no';
  readonly onToggle: (path: string) => void;
}

function Row({ candidate, ticked, alone, onToggle }: RowProps) {
  const { t, language } = useText();
  const now = useNow(60_000);
  const { path, size, changedAt, registered, app } = candidate;
  const known = registered !== undefined;
  return (
    <label className={styles.row}>
      <input type="checkbox" checked={known || ticked === 'yes'} disabled={known} onChange={() => { onToggle(path); }} />
      <span className={styles.name}>
        {nameOf(path)}
        {alone === 'yes' && app !== undefined && <span className={styles.app}>{app}</span>}
      </span>
      <PathText path={folderOf(path)} className={styles.path} />
      <span className={styles.size}>{bytes(language, size)}</span>
      <span className={styles.age}>{known ? t.protect.find.protected : ago(language, changedAt, now)}</span>
    </label>
  );
}
