// A policy as sentences with steppers, what it would do as a picture and in figures.
import { useState } from 'react';
import type { RetentionPolicy, RetentionPreview } from '../../../../main/ipc/contract/views.ts';
import { span } from '../../../../main/ipc/contract/words/format.ts';
import { useText } from '../../../app/text/use-text.ts';
import { cx } from '../../../parts/cx.ts';
import { ErrorNote } from '../../../parts/feedback/error-note.tsx';
import { Stepper } from '../../../parts/field/stepper.tsx';
import { useNow } from '../../../state/hooks.ts';
import { everySpan } from './every-span.ts';
import { Picture } from './picture.tsx';
import styles from './policy-editor.module.css';
import { INTERVALS, KEPT, STEPS, withKept } from './policy.ts';
import type { Preview } from './use-preview.ts';

interface SentencesProps {
  readonly policy: RetentionPolicy;
  /** `all`: what is chosen for all databases, shown where one may choose its own. */
  readonly from: 'here' | 'all';
  readonly onChange: (policy: RetentionPolicy) => void;
}

interface PolicyEditorProps extends SentencesProps {
  readonly preview: Preview;
}

export function PolicyEditor({ preview, ...sentences }: PolicyEditorProps) {
  const { t, words } = useText();
  const now = useNow(60_000);
  const [last, setLast] = useState<RetentionPreview>();
  if (preview.kind === 'known' && preview.preview !== last) setLast(preview.preview);
  return (
    <div className={styles.editor}>
      <Sentences {...sentences} />
      <div className={styles.outcome}>
        <Picture policy={sentences.policy} preview={last} now={now} />
        {preview.kind === 'failed'
          ? <ErrorNote error={preview.error} />
          : <p role="status" className={styles.figures}>{preview.kind === 'known' ? words.kept.preview(preview.preview, now) : t.retention.working}</p>}
      </div>
    </div>
  );
}

function Sentences({ policy, from, onChange }: SentencesProps) {
  const text = useText();
  const { t, language } = text;
  return (
    <div className={cx(styles.sentences, from === 'all' && styles.inherited)}>
      {KEPT.map((kept) => (
        <p key={kept}>
          {t.retention.keep[kept]}{' '}
          <Stepper
            label={t.retention.label[kept]}
            value={policy[kept]}
            steps={STEPS[kept]}
            format={(ms) => (ms === 0 ? t.retention.none : span(language, ms))}
            onChange={(ms) => { onChange(withKept(policy, kept, ms)); }}
          />
        </p>
      ))}
      <p className={styles.pace}>
        {t.retention.snapshot}{' '}
        <Stepper
          label={t.retention.interval}
          value={policy.every}
          steps={INTERVALS}
          format={(ms) => everySpan(text, ms)}
          onChange={(every) => { onChange({ ...policy, every }); }}
        />
      </p>
    </div>
  );
}
