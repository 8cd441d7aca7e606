// Following a database of another computer, or a history at a destination, step by step.
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import { Dialog } from '../../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import styles from '../../destinations/place/place.module.css';
import { WizardSteps } from '../../destinations/place/wizard-steps.tsx';
import { CodeStep } from './code-step.tsx';
import { CopyField } from './copy-field.tsx';
import { FromStep } from './from-step.tsx';
import { codeIn, type Follow, useFollow } from './use-follow.ts';
import { WhichStep } from './which-step.tsx';

export function FollowDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const wizard = useFollow();
  const { step, action } = wizard;
  const follow = (): void => { void wizard.follow().then((ended) => { if (ended === 'done') onClose(); }); };
  return (
    <Dialog
      title={t.replicas.wizardTitle}
      description={step.kind === 'from' ? t.replicas.wizardText : undefined}
      onClose={onClose}
      footer={<Footer wizard={wizard} onFollow={follow} onClose={onClose} />}
    >
      <div className={styles.steps}>
        <Step wizard={wizard} />
        {action.state.kind === 'failed' && <ErrorNote error={action.state.error} />}
      </div>
    </Dialog>
  );
}

function Step({ wizard }: { readonly wizard: Follow }) {
  const { t } = useText();
  const { step, place, source } = wizard;
  switch (step.kind) {
    case 'from':
      return <FromStep wizard={wizard} />;
    case 'code':
      return <CodeStep step={step} wizard={wizard} />;
    case 'which':
      return <WhichStep step={step} wizard={wizard} />;
    case 'history':
      return (
        <>
          {place.step.kind !== 'trial' && <p>{t.replicas.historyHelp}</p>}
          <WizardSteps wizard={place} />
          {source !== undefined && <CopyField wizard={wizard} />}
        </>
      );
    default:
      return step satisfies never;
  }
}

interface FooterProps {
  readonly wizard: Follow;
  readonly onFollow: () => void;
  readonly onClose: () => void;
}

/** The one that goes on stays the same button, and keeps the focus. */
function Footer({ wizard, onFollow, onClose }: FooterProps) {
  const { t } = useText();
  const { step, action, back } = wizard;
  const on = onwards(wizard, onFollow);
  return (
    <>
      <Button onClick={onClose}>{t.parts.cancel}</Button>
      {step.kind !== 'from' && <Button onClick={back}>{t.parts.back}</Button>}
      {on !== undefined && (
        <Button tone="primary" disabled={on.ready === 'no'} working={action.state.kind === 'working'} onClick={on.run}>
          {on.text === 'try' ? t.place.tryOut : on.text === 'connect' ? t.replicas.connect : t.replicas.followDo}
        </Button>
      )}
    </>
  );
}

interface Onwards {
  readonly text: 'connect' | 'try' | 'follow';
  readonly ready: 'yes' | 'no';
  readonly run: () => void;
}

function onwards({ step, place, source, path, connect }: Follow, run: () => void): Onwards | undefined {
  const follow = { text: 'follow', ready: source !== undefined && path.trim() !== '' ? 'yes' : 'no', run } as const;
  switch (step.kind) {
    case 'from':
      return undefined;
    case 'code': {
      const code = codeIn(step.code);
      const address = step.address.trim();
      const go = (): void => { if (code !== undefined) connect({ kind: 'code', address, code }); };
      return { text: 'connect', ready: code !== undefined && address !== '' ? 'yes' : 'no', run: go };
    }
    case 'which':
      return follow;
    case 'history':
      if (place.step.kind === 'kind') return undefined;
      if (place.step.kind === 'trial') return follow;
      return { text: 'try', ready: place.step.kind === 'folder' && place.step.choice === undefined ? 'no' : 'yes', run: place.tryOut };
    default:
      return step satisfies never;
  }
}
