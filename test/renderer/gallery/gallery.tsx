// The real app on a fake engine, for looking at: `?state=every&theme=dark&lang=de&face=dashboard#/destinations`.
import { createRoot } from 'react-dom/client';
import type { EngineView, SettingsView } from '../../../main/ipc/contract/views.ts';
import { App } from '../../../renderer/app/app.tsx';
import '../../../renderer/app/tokens.css';
import '../../../renderer/app/base.css';
import { fakeEngine, type FakeEngine } from '../rig/fake-engine.ts';
import { NOW, SHELL } from '../rig/states.ts';
import { answers } from './answers.ts';
import { STATES } from './scenes.ts';

const query = new URLSearchParams(window.location.search);
// Ages are counted from the moment that the states are made for.
const started = performance.now();
Date.now = () => NOW + Math.round(performance.now() - started);

const settings: Partial<SettingsView> = {
  language: query.get('lang') === 'de' ? 'de' : 'en',
  theme: query.get('theme') === 'dark' ? 'dark' : 'light',
};
const scene = STATES[query.get('state') ?? 'every']?.();
const view: EngineView | undefined = scene && { ...scene, settings: { ...scene.settings, ...settings } };
const shell = query.get('face') === 'dashboard'
  ? { ...SHELL, face: 'dashboard' as const, chooser: 'listing' as const, reveal: 'not here' as const, login: 'not here' as const }
  : SHELL;

const fake: FakeEngine = fakeEngine(view, shell, answers((change) => {
  const before = fake.session.engine.get();
  if (before !== undefined) fake.show(change(before));
}));
const link = query.get('link');
if (link === 'lost' || link === 'refused') setTimeout(() => { fake.session.link.state.set(link); }, 50);

createRoot(document.getElementById('root')!).render(<App session={fake.session} />);
