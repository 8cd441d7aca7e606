// The buttons below a wizard: out, back, and on. The one that goes on stays the same button, and keeps the focus.
import { useText } from '../../../app/text/use-text.ts';
import { Button } from '../../../parts/button/button.tsx';
import type { Wizard } from './use-wizard.ts';

interface WizardFooterProps {
  readonly wizard: Wizard;
  readonly onClose: () => void;
  /** What is done with a place that was tried. */
  readonly last: { readonly text: string; readonly disabled: boolean; readonly working: boolean; readonly run: () => void };
}

export function WizardFooter({ wizard: { step, back, tryOut }, onClose, last }: WizardFooterProps) {
  const { t } = useText();
  const isLast = step.kind === 'trial';
  const stuck = isLast ? last.disabled : step.kind === 'folder' && step.choice === undefined;
  return (
    <>
      <Button onClick={onClose}>{t.parts.cancel}</Button>
      {step.kind !== 'kind' && (
        <>
          <Button onClick={back}>{t.place.back}</Button>
          <Button tone="primary" disabled={stuck} working={isLast && last.working} onClick={isLast ? last.run : tryOut}>
            {isLast ? last.text : t.place.tryOut}
          </Button>
        </>
      )}
    </>
  );
}
