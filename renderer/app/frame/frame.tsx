// The frame: rail at the left, the truth at the top, the screen below, and what lies over all of it.
import { lazy, Suspense, useState } from 'react';
import { useStore, useSession, useEngine } from '../../state/hooks.ts';
import { Crash } from '../crash.tsx';
import { formatRoute, type Route, useRoute } from '../routes.ts';
import { Connecting, Lost, Refused } from './connection.tsx';
import styles from './frame.module.css';
import { Rail } from './rail.tsx';
import { Screen } from './screen.tsx';
import { TopBar } from './top-bar.tsx';
import { UpdateBanner } from './update-banner.tsx';
import { type Overlay, useFrameKeys } from './use-frame-keys.ts';
import { useShown } from './use-shown.ts';
import { useTitle } from './use-title.ts';

const Palette = lazy(() => import('../palette/palette.tsx').then((m) => ({ default: m.Palette })));
const ShortcutsSheet = lazy(() => import('../shortcuts/shortcuts-sheet.tsx').then((m) => ({ default: m.ShortcutsSheet })));

export function Frame() {
  const link = useStore(useSession().link.state);
  const known = useEngine(() => true) ?? false;
  if (link === 'refused') return <Refused />;
  if (!known) return <Connecting />;
  return <LiveFrame link={link} />;
}

function LiveFrame({ link }: { readonly link: 'connecting' | 'live' | 'lost' }) {
  const route = useRoute();
  const [overlay, setOverlay] = useState<Overlay>('none');
  const close = (): void => { setOverlay('none'); };
  useFrameKeys(setOverlay);
  useShown();
  useTitle(route);
  return (
    <div className={styles.frame}>
      <Rail route={route} />
      <div className={styles.main}>
        <TopBar onSearch={() => { setOverlay('palette'); }} />
        {link === 'live' ? <UpdateBanner /> : <Lost />}
        <main tabIndex={-1} className={styles.screen}>
          <Crash key={keyOf(route)}>
            <Screen route={route} />
          </Crash>
        </main>
      </div>
      <Suspense>
        {overlay === 'palette' && <Palette onClose={close} onShow={setOverlay} />}
        {overlay === 'shortcuts' && <ShortcutsSheet onClose={close} />}
      </Suspense>
    </div>
  );
}

/** What lies over a screen, a restore sheet or a question, is not another screen. */
function keyOf(route: Route): string {
  if (route.screen === 'replicas') return formatRoute({ screen: 'replicas' });
  return route.screen === 'restore' ? formatRoute({ screen: 'database', database: route.database }) : formatRoute(route);
}
