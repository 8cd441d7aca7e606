// What runs now, in one chip: its name and how far it is. Opens Activity.
import { useMemo } from 'react';
import type { OperationView } from '../../../main/ipc/contract/views.ts';
import { number } from '../../../main/ipc/contract/words/format.ts';
import { shareOf } from '../../parts/progress/progress.tsx';
import { Shape } from '../../parts/shape/shape.tsx';
import { useEngine } from '../../state/hooks.ts';
import { formatRoute } from '../routes.ts';
import { useText } from '../text/use-text.ts';
import styles from './running-chip.module.css';

export function RunningChip() {
  const { t, language } = useText();
  const operations = useEngine((view) => view.operations);
  const running = useMemo(() => Object.values(operations ?? {}).filter((one) => one.state.kind === 'running'), [operations]);
  const [first] = running;
  if (first === undefined) return null;
  const share = shareOf(progressOf(first));
  const percent = share === undefined ? '' : ` ${number(language, Math.floor(share * 100))} %`;
  const text = running.length > 1 ? t.shell.running(running.length) : `${t.shell.operation[first.facts.kind]}${percent}`;
  const route = formatRoute({ screen: 'activity', ...(running.length === 1 && { operation: first.id }) });
  return (
    <a href={route} className={styles.chip}>
      <Shape kind="working" size={14} level={share} />
      <span>{text}</span>
    </a>
  );
}

function progressOf(operation: OperationView) {
  return operation.state.kind === 'running' ? operation.state.progress : undefined;
}
