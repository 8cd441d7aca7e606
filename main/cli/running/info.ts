// info: the running Tidemark itself.
import type { EngineView, PenView } from '../../engine/agent/views.ts';
import { shortUrl } from '../bridge/destinations.ts';
import { homeOf } from '../bridge/known.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { formatDuration } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';
import { liveWord } from './live-word.ts';
import { describePen } from '../lease/describe.ts';
import { type Running, withRunning } from './running.ts';

export function runInfo({ json }: { readonly json: boolean }, context: Context): Promise<number> {
  return withRunning(context, async (running) => {
    const home = await homeOf(context.env);
    const state = await running.state();
    const { console, clock } = context;
    if (json) console.printJson(infoJson(running, state, home));
    else console.print(describe(running, state, home, clock.now()));
    return EXIT.ok;
  });
}

function describe({ hello }: Running, state: EngineView, home: string, now: number): string {
  const up: [string, string][] = hello.up === undefined ? [] : [['up', formatDuration(hello.up)]];
  const pens = pensOf(state).map(({ database, destination, pen }, i): [string, string] => [
    i === 0 ? 'pens' : '',
    `${database} at ${destination}: ${describePen(pen, now)}`,
  ]);
  const destinations = Object.values(state.destinations).map(({ name, url }, i): [string, string] => [
    i === 0 ? 'destinations' : '',
    `${name} (${shortUrl(url)})`,
  ]);
  return formatPairs([
    ['version', hello.version],
    ['face', hello.face],
    ['process', String(hello.pid)],
    ...up,
    ['folder', home],
    ['databases', describeStates(state)],
    ...destinations,
    ...pens,
  ]);
}

/** `3 (2 safe, 1 waiting)`. */
function describeStates(state: EngineView): string {
  const all = String(Object.keys(state.databases).length);
  const counts = Object.entries(statesOf(state)).map(([word, n]) => `${n} ${word}`);
  return counts.length === 0 ? all : `${all} (${counts.join(', ')})`;
}

function statesOf({ databases }: EngineView): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of Object.values(databases)) {
    const word = liveWord(state);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

interface PenAt {
  readonly database: string;
  readonly destination: string;
  readonly pen: PenView;
}

/** Where somebody asks for the pen. */
function pensOf({ databases, destinations }: EngineView): readonly PenAt[] {
  return Object.values(databases).flatMap(({ name, copies }) =>
    copies
      .filter(({ pen }) => pen.kind !== 'unused')
      .map(({ destination, url, pen }) => ({ database: name, destination: destinations[destination]?.name ?? url, pen })),
  );
}

function infoJson({ hello }: Running, state: EngineView, home: string): object {
  const { version, face, pid, up } = hello;
  return {
    version,
    face,
    pid,
    ...(up === undefined ? {} : { up_ms: up }),
    home,
    databases: Object.keys(state.databases).length,
    states: statesOf(state),
    destinations: Object.values(state.destinations).map(({ id, name, url, reach }) => ({ id, name, url, reach: reach.kind })),
    pens: pensOf(state),
  };
}
