// The app around one session: what every screen may use, and the frame with the screen that the address names.
import { useState } from 'react';
import { createToasts, ToastsContext } from '../parts/toaster/toasts.ts';
import { Toaster } from '../parts/toaster/toaster.tsx';
import { ChooserProvider } from '../screens/picker/choose-paths.tsx';
import { SessionContext } from '../state/hooks.ts';
import type { Session } from '../state/session.ts';
import { Crash } from './crash.tsx';
import { Frame } from './frame/frame.tsx';
import { useLook } from './look.ts';
import { DropZone } from './protect/drop-zone.tsx';
import { ProtectProvider } from './protect/protect.tsx';

interface AppProps {
  readonly session: Session;
}

export function App({ session }: AppProps) {
  const [toasts] = useState(createToasts);
  return (
    <SessionContext value={session}>
      <ToastsContext value={toasts}>
        <ChooserProvider>
          <ProtectProvider>
            <Look />
            <Crash>
              <Frame />
            </Crash>
            <DropZone />
            <Toaster />
          </ProtectProvider>
        </ChooserProvider>
      </ToastsContext>
    </SessionContext>
  );
}

function Look() {
  useLook();
  return null;
}
