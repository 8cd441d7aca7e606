// One operation: what, where, how it went; opens to all that is known of it.
import { useId } from 'react';
import type { OperationView } from '../../../main/ipc/contract/views.ts';
import { useText } from '../../app/text/use-text.ts';
import { cx } from '../../parts/cx.ts';
import { CheckIcon, ChevronRightIcon, CloseIcon } from '../../parts/icons/icons.tsx';
import { shareOf } from '../../parts/progress/progress.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { Age } from '../../parts/text/age.tsx';
import { useEngine } from '../../state/hooks.ts';
import styles from './activity.module.css';
import { OperationDetails } from './operation-details.tsx';
import { OperationProgress } from './operation-progress.tsx';
import { aboutOf, titleOf, useFactWords } from './words.ts';

interface OperationRowProps {
  readonly operation: OperationView;
  readonly open: 'no' | 'yes';
  readonly linked: 'no' | 'yes';
  readonly onToggle: () => void;
}

export function OperationRow({ operation, open, linked, onToggle }: OperationRowProps) {
  const words = useFactWords();
  const id = useId();
  const place = useEngine((view) => (operation.destination === undefined ? undefined : view.destinations[operation.destination]?.name));
  return (
    <div role="listitem" className={cx(styles.row, linked === 'yes' && styles.linked)}>
      <button type="button" aria-expanded={open === 'yes'} aria-controls={id} className={styles.line} onClick={onToggle}>
        {/* The spaces are for those who hear the parts as one name. */}
        <span className={styles.icon}><StateIcon operation={operation} /></span>{' '}
        <span className={styles.words}>
          <span className={styles.title}>{titleOf(operation, words)}</span>{' '}
          <span className={styles.about}>{aboutOf(operation, place, words)}</span>
        </span>{' '}
        <span className={styles.age}><Age at={operation.startedAt} /></span>
        <span className={cx(styles.chevron, open === 'yes' && styles.turned)}><ChevronRightIcon size={12} /></span>
      </button>
      <OperationProgress operation={operation} />
      <div id={id} hidden={open === 'no'}>
        {open === 'yes' && <OperationDetails operation={operation} place={place} />}
      </div>
    </div>
  );
}

function StateIcon({ operation: { state } }: { readonly operation: OperationView }) {
  const { t } = useText();
  const label = t.activity.state[state.kind];
  switch (state.kind) {
    case 'running':
      return <Shape kind="working" level={shareOf(state.progress)} label={label} />;
    case 'failed':
      return <Shape kind="needs-you" label={label} />;
    case 'interrupted':
      return <Shape kind="waiting" label={label} />;
    case 'cancelled':
      return <span role="img" aria-label={label}><CloseIcon size={14} /></span>;
    case 'done':
      return <span role="img" aria-label={label}><CheckIcon size={14} /></span>;
    default:
      return state satisfies never;
  }
}
