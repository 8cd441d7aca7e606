// The first screen: drop databases or tick those that were found, choose a place, and one button.
import { useState } from 'react';
import { number } from '../../../main/ipc/contract/words/format.ts';
import { CandidateList } from '../../app/protect/candidate-list.tsx';
import { FoundList } from '../../app/protect/found-list.tsx';
import { isLikely } from '../../app/protect/likely.ts';
import { destinationOf, type PlaceChoice } from '../../app/protect/place-choice.ts';
import { PlacePicker } from '../../app/protect/place-picker.tsx';
import { useProtect } from '../../app/protect/use-protect.ts';
import { useFind } from '../../app/protect/use-find.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { useSession, useShell } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import { DropArea } from './drop-area.tsx';
import styles from './first-run.module.css';
import { useTaken } from './use-taken.ts';

const NOTHING: ReadonlySet<string> = new Set();

export function FirstRun() {
  const { t, language } = useText();
  const { finding, again } = useFind('yes');
  const [changed, setChanged] = useState<ReadonlySet<string>>();
  const [place, setPlace] = useState<PlaceChoice>();
  const home = useShell()?.home ?? '';
  const found = finding.kind === 'found' ? finding.candidates : [];
  const ticked = changed ?? new Set(found.filter((one) => isLikely(one, home)).map(({ path }) => path));
  const taken = useTaken((path) => { setChanged((before) => new Set([...(before ?? ticked), path])); });
  const others = found.filter((one) => !taken.candidates.some(({ path }) => path === one.path));
  return (
    <div className={styles.screen}>
      <div className={styles.scroll}>
        <div className={styles.column}>
          <DropArea />
          {taken.refusals.map((refusal) => (
            <ErrorNote key={refusal.path} title={t.firstRun.notTaken(refusal.name)} error={refusal.error} />
          ))}
          {taken.candidates.length > 0 && (
            <section aria-label={t.firstRun.chosenHere}>
              <h2 className={styles.heading}>{t.firstRun.chosenHere}</h2>
              <CandidateList candidates={taken.candidates} chosen={ticked} onChange={setChanged} />
            </section>
          )}
          {(found.length === 0 || others.length > 0) && (
            <section aria-label={t.firstRun.found}>
              <h2 className={styles.heading}>
                {t.firstRun.found}
                {finding.kind === 'found' && finding.files > 0 && (
                  <span className={styles.aside}>{t.protect.find.searched(number(language, finding.files))}</span>
                )}
              </h2>
              <FoundList
                finding={finding.kind === 'found' ? { ...finding, candidates: others } : finding}
                chosen={ticked}
                onChange={setChanged}
                onAgain={again}
              />
            </section>
          )}
        </div>
      </div>
      <Go chosen={ticked.size === 0 ? NOTHING : ticked} place={place} onPlace={setPlace} />
    </div>
  );
}

interface GoProps {
  readonly chosen: ReadonlySet<string>;
  readonly place: PlaceChoice | undefined;
  readonly onPlace: (place: PlaceChoice) => void;
}

/** Always in view: where to, and the one button. */
function Go({ chosen, place, onPlace }: GoProps) {
  const { t } = useText();
  const { client } = useSession();
  const { protect } = useProtect();
  const { state, run } = useAction();
  const start = async (): Promise<void> => {
    if (place === undefined) return;
    const id = await destinationOf(client, place);
    await client.call('settings.set', { defaultDestination: id });
    await protect([...chosen], [id]);
  };
  const nothing = chosen.size === 0;
  return (
    <section aria-label={t.firstRun.where} className={styles.go}>
      <div className={styles.column}>
        <h2 className={styles.heading}>{t.firstRun.where}</h2>
        <PlacePicker value={place} onChange={onPlace} />
        {state.kind === 'failed' && <ErrorNote error={state.error} />}
        <div className={styles.act}>
          <p className={styles.warning}>{place?.disk === 'own' ? t.firstRun.sameDisk : ''}</p>
          <Button
            tone="primary"
            size="large"
            disabled={nothing || place === undefined}
            working={state.kind === 'working'}
            onClick={() => { void run(start); }}
          >
            {nothing ? t.firstRun.pick : t.firstRun.go(chosen.size)}
          </Button>
        </div>
      </div>
    </section>
  );
}
