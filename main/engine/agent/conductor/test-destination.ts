// Whether a place does what a destination must, asked by a person: one before it is added, or one that is there.
import { openProbe } from '../../destination/open.ts';
import type { Probe } from '../../destination/probe.ts';
import { freeTraffic } from '../../destination/traffic.ts';
import type { PlaceInput, TestLine, Work } from '../engine.ts';
import { tryPlace } from '../try-place.ts';
import type { Core } from './core.ts';
import { wholeLocation } from './whole-path.ts';

export type TestWork = Work & { readonly onLine: (line: TestLine) => void };

export function testDestination(
  core: Core,
  what: PlaceInput | string,
  { signal, onLine }: TestWork,
): Promise<readonly TestLine[]> {
  return tryPlace({ open: () => probeOf(core, what), clock: core.services.clock, signal, onLine });
}

async function probeOf(core: Core, what: PlaceInput | string): Promise<Probe> {
  if (typeof what === 'string') return core.destinations.place(what).probe();
  const { clock, random } = core.services;
  const { env } = core.surroundings;
  const location = wholeLocation(core, what.location);
  return openProbe(location, { secrets: what.secrets ?? {}, traffic: freeTraffic, clock, random, env });
}
