// Who sent a message: only the page of a window that we made, at the top of it, and only while it is ours.
import { ORIGIN } from '../protocol/scheme.ts';

/** What is looked at of Electron's event. */
export interface Sent {
  readonly sender: { readonly id: number; readonly mainFrame: unknown; isDestroyed(): boolean };
  /** Null once the frame has gone elsewhere. */
  readonly senderFrame: { readonly origin: string } | null;
}

export type SenderVerdict = 'ours' | 'gone' | 'unknown window' | 'inner frame' | 'foreign origin';

/** @param windows ids of the contents of windows that we made */
export function judgeSender({ sender, senderFrame }: Sent, windows: ReadonlySet<number>): SenderVerdict {
  if (sender.isDestroyed() || senderFrame === null) return 'gone';
  if (!windows.has(sender.id)) return 'unknown window';
  if (senderFrame !== sender.mainFrame) return 'inner frame';
  return senderFrame.origin === ORIGIN ? 'ours' : 'foreign origin';
}
