// German for the list of keys.
import type { TextsOf } from '../texts.ts';

export const shortcuts: TextsOf<'shortcuts'> = {
  title: 'Tastenkürzel',
  everywhere: 'Überall',
  database: 'Eine Datenbank',
  timeline: 'Zeitleiste',
  list: 'Liste der Datenbanken',
  moves: {
    choose: 'Zeile wählen',
    open: 'Öffnen',
    stop: 'Nicht mehr schützen…',
    filter: 'Filtern',
    point: 'Einen Punkt früher oder später',
    tenPoints: 'Zehn Punkte',
    day: 'Einen Tag früher oder später',
    ends: 'Ältester und neuester Punkt',
    zoom: 'Weniger oder mehr Zeit zeigen',
    type: 'Eine Zeit eintippen',
    now: 'Zurück zu jetzt',
  },
};
