// What a person may send with a question: how everything is, and nothing of what is in it.
import os from 'node:os';
import type { EngineView } from '../views.ts';
import type { Core } from './core.ts';

export function makeReport({ surroundings, services }: Core, view: EngineView): string {
  const { databases, destinations, operations, settings, live } = view;
  const { serving } = live;
  const report = {
    made: new Date(services.clock.now()).toISOString(),
    system: `${surroundings.platform} ${os.release()} ${process.arch}`,
    versions: { node: process.versions.node, electron: process.versions.electron },
    databases: Object.values(databases),
    destinations: Object.values(destinations),
    operations: Object.values(operations),
    // A code that is good just now is nobody else's business.
    live: { ...live, serving: serving.kind === 'on' ? { ...serving, pairing: undefined } : serving },
    settings,
  };
  return redact(JSON.stringify(report, undefined, 2), surroundings.userHome);
}

/** The home folder holds the person's name. */
function redact(text: string, userHome: string): string {
  const written = JSON.stringify(userHome).slice(1, -1);
  const url = encodeURI(userHome);
  return text.replaceAll(written, '~').replaceAll(url, '~');
}
