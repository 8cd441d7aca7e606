// German, put together from the screens' files.
import { shortcuts } from './de/shortcuts.ts';
import { palette } from './de/palette.ts';
import { actions } from './de/actions.ts';
import { activity } from './de/activity.ts';
import { restore } from './de/restore.ts';
import { scrubber } from './de/scrubber.ts';
import { database } from './de/database.ts';
import { parts } from './de/parts.ts';
import { databases } from './de/databases.ts';
import { protect } from './de/protect.ts';
import { firstRun } from './de/first-run.ts';
import { picker } from './de/picker.ts';
import { destinations } from './de/destinations.ts';
import { pen } from './de/pen.ts';
import { place } from './de/place.ts';
import { replicas } from './de/replicas.ts';
import { settings } from './de/settings.ts';
import { retention } from './de/retention.ts';
import { shell } from './de/shell.ts';
import type { Texts } from './texts.ts';

export const de: Texts = {
  shortcuts,
  palette,
  actions,
  activity,
  restore,
  scrubber,
  database,
  parts,
  databases,
  protect,
  firstRun,
  picker,
  destinations,
  pen,
  place,
  replicas,
  settings,
  retention,
  shell,
};
