// English, put together from the screens' files.
import { shortcuts } from './en/shortcuts.ts';
import { palette } from './en/palette.ts';
import { actions } from './en/actions.ts';
import { activity } from './en/activity.ts';
import { restore } from './en/restore.ts';
import { scrubber } from './en/scrubber.ts';
import { database } from './en/database.ts';
import { parts } from './en/parts.ts';
import { databases } from './en/databases.ts';
import { protect } from './en/protect.ts';
import { firstRun } from './en/first-run.ts';
import { picker } from './en/picker.ts';
import { destinations } from './en/destinations.ts';
import { pen } from './en/pen.ts';
import { place } from './en/place.ts';
import { replicas } from './en/replicas.ts';
import { settings } from './en/settings.ts';
import { retention } from './en/retention.ts';
import { shell } from './en/shell.ts';

export const en = {
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
} as const;
