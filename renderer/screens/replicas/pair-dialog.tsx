// The code that lets one computer in: large, with the time it has left, and what to do with it on the other computer.
import { useState } from 'react';
import type { ServingView } from '../../../main/ipc/contract/views.ts';
import { commandLine } from '../../app/palette/command-line.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { Dialog } from '../../parts/dialog/dialog.tsx';
import { ErrorNote } from '../../parts/feedback/error-note.tsx';
import { CopyIcon } from '../../parts/icons/icons.tsx';
import { StatusWord } from '../../parts/shape/status-word.tsx';
import { duration } from '../../parts/text/duration.ts';
import { useEngine, useNow, useSession, useShell } from '../../state/hooks.ts';
import { useAction } from '../../state/use-action.ts';
import styles from './pair.module.css';

type Served = Extract<ServingView, { readonly kind: 'on' }>;
type Code = NonNullable<Served['pairing']>;

/** How long a code is good for, ms. */
const VALID = 600_000;
const NOT_SERVED: ServingView = { kind: 'off' };

export function PairDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  const { client } = useSession();
  const { state, run } = useAction();
  const now = useNow();
  const serving = useEngine((view) => view.live.serving) ?? NOT_SERVED;
  const joined = useJoined();
  const code = serving.kind === 'on' && serving.pairing !== undefined && serving.pairing.until > now ? serving.pairing : undefined;
  const again = (): void => { void run(async () => { await client.call('live.pair', {}); }); };
  // Nobody looks at it any more.
  const close = (): void => {
    if (code !== undefined) void client.call('live.endPairing', {}).catch(() => undefined);
    onClose();
  };
  const isOver = code === undefined;
  return (
    <Dialog
      title={t.replicas.pairTitle}
      description={joined === undefined && !isOver ? t.replicas.pairText : undefined}
      onClose={close}
      footer={
        <>
          {isOver && <Button working={state.kind === 'working'} onClick={again}>{t.replicas.pairNew}</Button>}
          <Button tone={joined === undefined ? 'plain' : 'primary'} onClick={close}>{t.parts.close}</Button>
        </>
      }
    >
      <div className={styles.pair}>
        {joined !== undefined && (
          <div role="status" className={styles.joined}>
            <StatusWord kind="safe">{t.replicas.pairDone(joined)}</StatusWord>
            <p className={styles.dim}>{t.replicas.pairDoneText}</p>
          </div>
        )}
        {joined === undefined && isOver && <p role="status">{t.replicas.pairOver}</p>}
        {code !== undefined && serving.kind === 'on' && joined === undefined && <Shown serving={serving} code={code} left={code.until - now} />}
        {state.kind === 'failed' && <ErrorNote error={state.error} />}
      </div>
    </Dialog>
  );
}

/** Who came in while this was open. */
function useJoined(): string | undefined {
  const followers = useEngine((view) => view.live.followers) ?? {};
  const [before] = useState<ReadonlySet<string>>(() => new Set(Object.keys(followers)));
  return Object.values(followers).find(({ id }) => !before.has(id))?.name;
}

interface ShownProps {
  readonly serving: Served;
  readonly code: Code;
  /** Ms. */
  readonly left: number;
}

function Shown({ serving: { address }, code: { code }, left }: ShownProps) {
  const { t, language } = useText();
  const platform = useShell()?.platform ?? 'linux';
  const names = useEngine((view) => view.databases) ?? {};
  const name = Object.values(names)[0]?.name ?? 'NAME';
  const line = commandLine({ command: 'live.follow', words: [`${address}/${name}`, '-o', name, '-pair', code] }, platform) ?? '';
  const groups = code.split('-');
  return (
    <>
      <div className={styles.code} role="group" aria-label={t.replicas.pairCode}>
        <span className="hidden-text">{code}</span>
        {groups.map((group, index) => <span key={index} aria-hidden="true">{group}</span>)}
      </div>
      <div className={styles.below}>
        <Left left={left} text={t.replicas.pairLeft(duration(language, left))} />
        <Copy text={code} label={t.replicas.copyCode} />
      </div>
      <dl className={styles.facts}>
        <dt>{t.replicas.pairAddress}</dt>
        <dd>{address.replace(/^https?:\/\//, '')}</dd>
      </dl>
      <ol className={styles.steps}>
        {t.replicas.pairSteps.map((step, index) => <li key={index}>{step}</li>)}
      </ol>
      <details className={styles.terminal}>
        <summary>{t.replicas.pairLine}</summary>
        <code>{line}</code>
        <Copy text={line} label={t.replicas.copyLine} />
      </details>
    </>
  );
}

/** A ring that runs out. */
function Left({ left, text }: { readonly left: number; readonly text: string }) {
  const round = 2 * Math.PI * 6;
  return (
    <span className={styles.left}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" />
        <circle cx="8" cy="8" r="6" className={styles.gone} strokeDasharray={round} strokeDashoffset={round * (1 - Math.min(1, left / VALID))} transform="rotate(-90 8 8)" />
      </svg>
      {text}
    </span>
  );
}

function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useText();
  const [copied, setCopied] = useState('');
  const copy = (): void => { void navigator.clipboard.writeText(text).then(() => { setCopied(text); }, () => undefined); };
  return <Button size="small" icon={<CopyIcon size={14} />} onClick={copy}><span role="status">{copied === text ? t.parts.copied : label}</span></Button>;
}
