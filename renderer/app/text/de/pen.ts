// German for the pen: who may write to a history now, and handing it over.
import type { TextsOf } from '../texts.ts';

export const pen: TextsOf<'pen'> = {
  ours: (time: string) => `Dieser Computer hat den Stift bis ${time}`,
  theirs: (owner: string, time: string) => `${owner} hat den Stift bis ${time}`,
  free: 'Niemand hat den Stift',
  letGo: 'Abgeben',
  take: 'Übernehmen…',
  takeTitle: 'Den Stift übernehmen?',
  takeText: (owner: string, name: string, place: string) =>
    `${owner} kopiert ${name} nicht mehr nach ${place}, bis es den Stift zurückbekommt. Nichts Kopiertes geht verloren, und niemand sonst hört auf.`,
  takeDo: 'Übernehmen',
  standby: (owner: string, place: string, time: string) => `${owner} hat den Stift für ${place} bis ${time}.`,
  standbyText: 'Dort schreibt immer nur ein Computer. Was sich hier ändert, bleibt so lange auf diesem Computer.',
};
