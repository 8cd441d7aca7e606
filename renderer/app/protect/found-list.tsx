// What a search found, while it runs and after.
import { number } from '../../../main/ipc/contract/words/format.ts';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { Skeleton } from '../../parts/feedback/skeleton.tsx';
import { useText } from '../text/use-text.ts';
import { CandidateList } from './candidate-list.tsx';
import styles from './found-list.module.css';
import type { Finding } from './use-find.ts';

interface FoundListProps {
  readonly finding: Finding;
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
  readonly onAgain: () => void;
}

export function FoundList({ finding, chosen, onChange, onAgain }: FoundListProps) {
  const { t, language } = useText();
  const { find } = t.protect;
  switch (finding.kind) {
    case 'searching':
      return (
        <>
          <p className={styles.count}>
            {finding.files === 0 ? find.searchingFirst : find.searching(number(language, finding.files))}
          </p>
          <Skeleton label={find.searchingFirst} rows={3} />
        </>
      );
    case 'failed':
      return <ErrorNote error={finding.error} onRetry={onAgain} />;
    case 'found':
      if (finding.candidates.length === 0) {
        return (
          <p className={styles.none}>
            {find.none} {find.noneHelp}
          </p>
        );
      }
      return <CandidateList candidates={finding.candidates} chosen={chosen} onChange={onChange} />;
    default:
      return finding satisfies never;
  }
}
