// What the computer tells of itself: it slept and is back, or it is about to go.
import type { On } from '../on.ts';

/** What is needed of Electron's powerMonitor. */
export interface PowerSource {
  /** The event of `shutdown` can hold it back for a while; not every platform sends it. */
  readonly on: On<'resume'> & On<'shutdown', [event?: { preventDefault(): void }]>;
}

export interface PowerListener {
  readonly onResume: () => void;
  readonly onShutdown: () => void;
}

export function listenToPower(source: PowerSource, { onResume, onShutdown }: PowerListener): void {
  source.on('resume', onResume);
  source.on('shutdown', (event) => {
    event?.preventDefault();
    onShutdown();
  });
}
