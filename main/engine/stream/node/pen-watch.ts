// While the pen is ours: it is renewed in time, programs are told until when they may write, and that it is lost is noticed.
import { isAborted } from '../../base/abort.ts';
import type { NodeCore } from './core.ts';

export interface PenWatch {
  /** Fires when the pen is not ours any more. */
  readonly lost: AbortSignal;
  stop(): void;
}

/** Looks at our pen every `tick`; a renewal that is due begins then. */
export function watchPen(node: NodeCore): PenWatch {
  const [lost, over] = [new AbortController(), new AbortController()];
  const look = async (): Promise<void> => {
    while (!isAborted(over.signal)) {
      node.holder.check();
      if (node.phase.kind === 'primary') node.sayRole();
      await node.options.clock.sleep(node.times.tick, over.signal);
    }
  };
  look().catch(() => {
    if (isAborted(over.signal)) return;
    lost.abort();
    node.alarm.ring();
  });
  return {
    lost: lost.signal,
    stop: () => {
      over.abort();
    },
  };
}
