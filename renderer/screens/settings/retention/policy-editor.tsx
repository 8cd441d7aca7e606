// A policy as sentences with steppers, what it would do as a picture and in figures.
import { useState } from 'react';
import type { RetentionPolicy, RetentionPreview } from '../../../../main/ipc/contract/views.ts';
import { ago, bytes, number } from '../../../../main/ipc/contract/words/format.ts';
import { type Text, useText } from '../../../app/text/use-text.ts';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import { Stepper } from '../../../parts/field/stepper.tsx';
import { useNow } from '../../../state/hooks.ts';
import { Picture } from './picture.tsx';
import styles from './policy-editor.module.css';
import { CHANGES, INTERVALS, SNAPSHOTS, withChanges, withSnapshots } from './policy.ts';
import { everySpan, span } from './span.ts';
import type { Preview } from './use-preview.ts';

interface PolicyEditorProps {
  readonly policy: RetentionPolicy;
  readonly preview: Preview;
  /** Without it the sentences can only be read. */
  readonly onChange?: (policy: RetentionPolicy) => void;
}

export function PolicyEditor({ policy, preview, onChange }: PolicyEditorProps) {
  const text = useText();
  const now = useNow(60_000);
  const [last, setLast] = useState<RetentionPreview>();
  if (preview.kind === 'known' && preview.preview !== last) setLast(preview.preview);
  return (
    <div className={styles.editor}>
      {onChange !== undefined && <Sentences policy={policy} onChange={onChange} />}
      <div className={styles.outcome}>
        <Picture policy={policy} preview={last} now={now} />
        {preview.kind === 'failed'
          ? <ErrorNote error={preview.error} />
          : <p role="status" className={styles.figures}>{preview.kind === 'known' ? figures(preview.preview, text, now) : text.t.retention.working}</p>}
      </div>
    </div>
  );
}

function Sentences({ policy, onChange }: { readonly policy: RetentionPolicy; readonly onChange: (policy: RetentionPolicy) => void }) {
  const text = useText();
  const { t, language } = text;
  const format = (ms: number): string => span(language, ms);
  return (
    <div className={styles.sentences}>
      <p>
        {t.retention.keepChanges}{' '}
        <Stepper
          label={t.retention.changes}
          value={policy.changes}
          steps={CHANGES}
          format={format}
          onChange={(value) => { onChange(withChanges(policy, value)); }}
        />
      </p>
      <p>
        {t.retention.thenSnapshot}{' '}
        <Stepper
          label={t.retention.interval}
          value={policy.every}
          steps={INTERVALS}
          format={(ms) => everySpan(text, ms)}
          onChange={(every) => { onChange({ ...policy, every }); }}
        />
      </p>
      <p>
        {t.retention.keepSnapshots}{' '}
        <Stepper
          label={t.retention.snapshots}
          value={policy.snapshots}
          steps={SNAPSHOTS}
          format={format}
          onChange={(value) => { onChange(withSnapshots(policy, value)); }}
        />
      </p>
    </div>
  );
}

/** `Frees 1.2 GB of 2.5 GB. Keeps 312 of 9,812 points, the oldest from 3 months ago.` */
export function figures(preview: RetentionPreview, { t, language }: Text, now: number): string {
  const { points, keptPoints, frees, stored, oldestKept } = preview;
  const { retention } = t;
  if (points === 0) return retention.nothingYet;
  if (frees === 0 && keptPoints === points) return retention.nothingFades(points, number(language, points));
  const oldest = oldestKept === 0 ? '' : `, ${retention.oldest(ago(language, oldestKept, now))}`;
  const keeps = retention.keeps(number(language, keptPoints), number(language, points));
  return `${retention.frees(bytes(language, frees), bytes(language, stored))} ${keeps}${oldest}`;
}
