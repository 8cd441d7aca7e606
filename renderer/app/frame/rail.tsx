// The rail at the left: the five screens. Narrow windows show the icons alone, with their names as tooltips.
import type { ReactNode } from 'react';
import { cx } from '../../parts/cx.ts';
import { ActivityIcon, DatabaseIcon, DestinationIcon, ReplicaIcon, SettingsIcon } from '../../parts/icons/icons.tsx';
import { Tooltip } from '../../parts/tooltip/tooltip.tsx';
import { formatRoute, type Route } from '../routes.ts';
import { useText } from '../text/use-text.ts';
import styles from './rail.module.css';

type RailScreen = 'databases' | 'destinations' | 'replicas' | 'activity' | 'settings';

const ITEMS: readonly { readonly screen: RailScreen; readonly icon: ReactNode; readonly keys: string }[] = [
  { screen: 'databases', icon: <DatabaseIcon />, keys: 'Mod+1' },
  { screen: 'destinations', icon: <DestinationIcon />, keys: 'Mod+2' },
  { screen: 'replicas', icon: <ReplicaIcon />, keys: 'Mod+3' },
  { screen: 'activity', icon: <ActivityIcon />, keys: 'Mod+4' },
  { screen: 'settings', icon: <SettingsIcon />, keys: 'Mod+5' },
];

export function Rail({ route }: { readonly route: Route }) {
  const { t } = useText();
  const current = route.screen === 'database' || route.screen === 'restore' ? 'databases' : route.screen;
  return (
    <nav aria-label={t.shell.navigation} className={styles.rail}>
      <div className={styles.brand}>
        <Mark />
        <span>Tidemark</span>
      </div>
      <ul>
        {ITEMS.map(({ screen, icon, keys }) => (
          <li key={screen}>
            <Tooltip text={t.shell[screen]} keys={keys}>
              <a
                href={formatRoute({ screen })}
                aria-current={screen === current ? 'page' : undefined}
                className={cx(styles.item, screen === current && styles.current)}
              >
                {icon}
                <span className={styles.name}>{t.shell[screen]}</span>
              </a>
            </Tooltip>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The product's mark: a circle cut by a level line, with the small tick that the tide left. */
function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" className={styles.mark}>
      <path d="M3 9.2a7 7 0 0 1 14 0z" className={styles.sky} />
      <path d="M3 11.4a7 7 0 0 0 14 0z" className={styles.sea} />
      <path d="M15.6 7h3.2" className={styles.tick} />
    </svg>
  );
}
