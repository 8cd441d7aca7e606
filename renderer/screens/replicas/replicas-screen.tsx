// Who follows whom: computers that follow this one, and databases of others that this one follows.
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { LiveView } from '../../../main/ipc/contract/views.ts';
import { go } from '../../app/routes.ts';
import { useText } from '../../app/text/use-text.ts';
import { Button } from '../../parts/button/button.tsx';
import { EmptyState } from '../../parts/feedback/empty-state.tsx';
import { PlusIcon } from '../../parts/icons/icons.tsx';
import { ScreenHeader } from '../../parts/list/screen-header.tsx';
import { useEngine } from '../../state/hooks.ts';
import type { Ask, Asked } from './asked.ts';
import { FlowMap } from './flow-map.tsx';
import { Followed } from './followed.tsx';
import styles from './replicas.module.css';
import { Served } from './served.tsx';

const Question = lazy(() => import('./questions.tsx').then((m) => ({ default: m.Question })));
const FollowDialog = lazy(() => import('./follow/follow-dialog.tsx').then((m) => ({ default: m.FollowDialog })));
const PairDialog = lazy(() => import('./pair-dialog.tsx').then((m) => ({ default: m.PairDialog })));

interface ReplicasScreenProps {
  readonly ask?: 'follow' | 'pair';
}

export function ReplicasScreen({ ask }: ReplicasScreenProps) {
  const live = useEngine((view) => view.live);
  const [asked, setAsked] = useState<Asked>();
  const close = (): void => { go({ screen: 'replicas' }); };
  if (live === undefined) return null;
  return (
    <div className={styles.screen}>
      <Shown live={live} onAsk={setAsked} />
      <Suspense>
        {ask === 'follow' && <FollowDialog onClose={close} />}
        {ask === 'pair' && <PairDialog onClose={close} />}
        {asked !== undefined && <Question asked={asked} onClose={() => { setAsked(undefined); }} />}
      </Suspense>
    </div>
  );
}

function Shown({ live, onAsk }: { readonly live: LiveView; readonly onAsk: Ask }) {
  const { t } = useText();
  const follow = (tone: 'plain' | 'primary'): ReactNode => (
    <Button tone={tone} icon={<PlusIcon size={14} />} onClick={() => { go({ screen: 'replicas', ask: 'follow' }); }}>{t.replicas.follow}</Button>
  );
  if (isEmpty(live)) {
    return (
      <>
        <ScreenHeader title={t.replicas.title} />
        <EmptyState
          title={t.replicas.emptyTitle}
          action={
            <div className={styles.actions}>
              <Button onClick={() => { onAsk({ kind: 'serve' }); }}>{t.replicas.emptyServe}</Button>
              {follow('primary')}
            </div>
          }
        >
          {t.replicas.empty}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <ScreenHeader title={t.replicas.title} actions={follow('plain')} />
      <div className={styles.sections}>
        <FlowMap live={live} />
        <Followed live={live} onAsk={onAsk} />
        <Served live={live} onAsk={onAsk} />
      </div>
    </>
  );
}

function isEmpty({ serving, followers, followed }: LiveView): boolean {
  return serving.kind === 'off' && Object.keys(followers).length === 0 && Object.keys(followed).length === 0;
}
