// Where the screens begin: a link to the engine, and the app on it.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import './app/tokens.css';
import './app/base.css';
import { openLink } from './state/links.ts';
import { openSession } from './state/session.ts';

const session = openSession(openLink());

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App session={session} />
  </StrictMode>,
);
