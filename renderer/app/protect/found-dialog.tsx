// Databases found on this computer, or in one folder, to choose from.
import { useState } from 'react';
import type { Candidate } from '../../../main/ipc/contract/views.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { nameOf } from '../../parts/text/paths.ts';
import { useShell } from '../../state/hooks.ts';
import { useText } from '../text/use-text.ts';
import { FoundList } from './found-list.tsx';
import { isLikely } from './likely.ts';
import { useProtect } from './use-protect.ts';
import { useFind } from './use-find.ts';

interface FoundDialogProps {
  /** Known already, with the folder that holds them; else they are looked for. */
  readonly candidates?: readonly Candidate[];
  readonly folder?: string;
  readonly onClose: () => void;
}

export function FoundDialog({ candidates, folder, onClose }: FoundDialogProps) {
  const { t } = useText();
  const { protect } = useProtect();
  const home = useShell()?.home ?? '';
  const { finding, again } = useFind(candidates === undefined ? 'yes' : 'no');
  const known = candidates === undefined ? finding : { kind: 'found' as const, candidates, files: 0 };
  const [chosen, setChosen] = useState<ReadonlySet<string>>();
  const found = known.kind === 'found' ? known.candidates : [];
  const suggested = new Set(found.filter((one) => isLikely(one, home)).map(({ path }) => path));
  const ticked = chosen ?? suggested;
  const start = (): void => {
    onClose();
    void protect([...ticked]);
  };
  return (
    <Dialog
      width="wide"
      title={folder === undefined ? t.protect.find.title : t.protect.find.many(found.length, nameOf(folder))}
      description={t.protect.find.manyText}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.parts.cancel}</Button>
          <Button tone="primary" disabled={ticked.size === 0} onClick={start}>{t.protect.where.go(Math.max(1, ticked.size))}</Button>
        </>
      }
    >
      <FoundList finding={known} chosen={ticked} onChange={setChosen} onAgain={again} />
    </Dialog>
  );
}
