// The sentence of truth, what runs now, and the way to everything by keyboard.
import { useMemo } from 'react';
import { overall, type Overall, type Shape as ShapeKind } from '../../../main/ipc/contract/words/overall.ts';
import { Button } from '../../parts/button/button.tsx';
import { SearchIcon } from '../../parts/icons/icons.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { Keys } from '../../parts/tooltip/keys.tsx';
import { Tooltip } from '../../parts/tooltip/tooltip.tsx';
import { useEngine, useNow, useSession, useStore } from '../../state/hooks.ts';
import { useText } from '../text/use-text.ts';
import { RunningChip } from './running-chip.tsx';
import styles from './top-bar.module.css';

export function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  const { t } = useText();
  return (
    <header className={styles.bar}>
      <Truth />
      <RunningChip />
      <Tooltip text={t.shell.search} keys="Mod+K">
        <Button tone="quiet" icon={<SearchIcon />} onClick={onSearch}>
          <span className="hidden-text">{t.shell.search}</span>
          <Keys keys="Mod+K" />
        </Button>
      </Tooltip>
    </header>
  );
}

function Truth() {
  const link = useStore(useSession().link.state);
  return link === 'live' ? <LiveTruth /> : <NoTruth />;
}

/** What was true when the connection was lost is not said as if it still were. */
function NoTruth() {
  const { t } = useText();
  return (
    <div className={styles.truth}>
      <Shape kind="waiting" size={18} />
      <p className={styles.sentence}>{t.shell.lostTruth}</p>
    </div>
  );
}

function LiveTruth() {
  const { words } = useText();
  const view = useEngine((whole) => whole);
  const now = useNow();
  const truth = useMemo(() => (view === undefined ? undefined : overall(view)), [view]);
  if (truth === undefined) return null;
  const shape = shapeOf(truth);
  return (
    <div className={styles.truth}>
      {shape !== undefined && <Shape kind={shape} size={18} />}
      <p className={styles.sentence} title={words.sentence(truth, now)}>{words.sentence(truth, now)}</p>
      <Spoken truth={truth} />
    </div>
  );
}

/** Said aloud when the truth changes, not when its age does. */
function Spoken({ truth }: { readonly truth: Overall }) {
  const { words } = useText();
  const calm = truth.kind === 'safe' ? { ...truth, copiedAt: 0 } : truth;
  return <p role="status" className="hidden-text">{words.sentence(calm, 0)}</p>;
}

function shapeOf(truth: Overall): ShapeKind | undefined {
  return truth.kind === 'empty' ? undefined : truth.kind;
}
