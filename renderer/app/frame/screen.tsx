// The screen that the address names. What is not needed at first is loaded when it is.
import { lazy, Suspense } from 'react';
import { useEngine } from '../../state/hooks.ts';
import { DatabasesScreen } from '../../screens/databases/databases-screen.tsx';
import { go, type Route } from '../routes.ts';

const FirstRun = lazy(() => import('../../screens/first-run/first-run.tsx').then((m) => ({ default: m.FirstRun })));
const DatabaseScreen = lazy(() =>
  import('../../screens/database/database-screen.tsx').then((m) => ({ default: m.DatabaseScreen })),
);
const RestoreSheet = lazy(() => import('../../screens/restore/restore-sheet.tsx').then((m) => ({ default: m.RestoreSheet })));
const DestinationsScreen = lazy(() =>
  import('../../screens/destinations/destinations-screen.tsx').then((m) => ({ default: m.DestinationsScreen })),
);
const ReplicasScreen = lazy(() =>
  import('../../screens/replicas/replicas-screen.tsx').then((m) => ({ default: m.ReplicasScreen })),
);
const ActivityScreen = lazy(() =>
  import('../../screens/activity/activity-screen.tsx').then((m) => ({ default: m.ActivityScreen })),
);
const SettingsScreen = lazy(() =>
  import('../../screens/settings/settings-screen.tsx').then((m) => ({ default: m.SettingsScreen })),
);

export function Screen({ route }: { readonly route: Route }) {
  return (
    <Suspense>
      <Shown route={route} />
    </Suspense>
  );
}

function Shown({ route }: { readonly route: Route }) {
  const empty = useEngine((view) => Object.keys(view.databases).length === 0) ?? false;
  switch (route.screen) {
    case 'databases':
      return empty ? <FirstRun /> : <DatabasesScreen />;
    // The screen below a sheet stays as it was left, with the focus where it was, also while the sheet is being loaded.
    case 'database':
    case 'restore':
      return <OneDatabase route={route} />;
    case 'destinations':
      return <DestinationsScreen />;
    case 'replicas':
      return <ReplicasScreen {...(route.ask !== undefined && { ask: route.ask })} />;
    case 'activity':
      return <ActivityScreen {...(route.operation !== undefined && { operation: route.operation })} />;
    case 'settings':
      return <SettingsScreen />;
    default:
      return route satisfies never;
  }
}

/** The sheet comes and goes over a screen that stays: what is chosen on it, and where the focus was, are kept. */
function OneDatabase({ route }: { readonly route: Extract<Route, { screen: 'database' | 'restore' }> }) {
  const { database } = route;
  return (
    <>
      <DatabaseScreen database={database} />
      <Suspense>
        {route.screen === 'restore' && <RestoreSheet route={route} onClose={() => { go({ screen: 'database', database }); }} />}
      </Suspense>
    </>
  );
}
