// A field for a moment in words: `yesterday 14:00`, `vor 2 Stunden`. It says what it understood before it goes there.
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import type { Language } from '../../../main/ipc/contract/views.ts';
import { moment } from '../../../main/ipc/contract/words/format.ts';
import type { TextsOf } from '../../app/text/texts.ts';
import { useNow } from '../../state/hooks.ts';
import { parseTime } from '../../state/time-words.ts';
import { TextInput } from '../field/field.tsx';
import styles from './jump-field.module.css';

export type TypedMoment = { readonly kind: 'now' } | { readonly kind: 'moment'; readonly at: number };

interface JumpFieldProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onJump: (moment: TypedMoment) => void;
  readonly language: Language;
  readonly t: TextsOf<'scrubber'>;
  readonly input?: RefObject<HTMLInputElement | null>;
}

export function JumpField({ text, onText, onJump, language, t, input }: JumpFieldProps) {
  const answer = useId();
  const [refused, setRefused] = useState<'no' | 'yes'>('no');
  const typed = parseTime(text, useNow());
  const understood = typed.kind === 'moment' || typed.kind === 'now';
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && text !== '') {
      event.stopPropagation();
      onText('');
    }
    if (event.key !== 'Enter') return;
    event.preventDefault();
    setRefused(understood || text === '' ? 'no' : 'yes');
    if (!understood) return;
    onJump(typed);
    onText('');
  };
  return (
    <div className={styles.jump}>
      <TextInput
        {...(input !== undefined && { ref: input })}
        className={styles.input}
        aria-label={t.jump}
        aria-describedby={answer}
        aria-invalid={refused === 'yes' ? true : undefined}
        placeholder={t.jumpExample}
        value={text}
        onChange={(event) => {
          setRefused('no');
          onText(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      <span id={answer} role="status" data-refused={refused} className={styles.answer}>
        {text === '' ? '' : typed.kind === 'moment' ? moment(language, typed.at) : typed.kind === 'now' ? t.now : refused === 'no' ? '' : t[typed.kind]}
      </span>
    </div>
  );
}
