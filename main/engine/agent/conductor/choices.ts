// What is set: what a person chose for one database over what is chosen for all, and what that means to the agent.
import { windowsOf } from '../../replica/retention/windows.ts';
import { DEFAULT_SETTINGS, type DatabaseSettings } from '../settings.ts';
import type { DatabaseChoices, RetentionPolicy, SettingsView } from '../views.ts';

const DAY_MS = 24 * 3_600_000;

const DEFAULT_RETENTION: RetentionPolicy = {
  changes: DAY_MS,
  hourly: 7 * DAY_MS,
  daily: 30 * DAY_MS,
  weekly: 365 * DAY_MS,
  every: DAY_MS,
};

export const FIRST_SETTINGS: SettingsView = {
  language: 'system',
  theme: 'system',
  notifications: 'important',
  startAtLogin: 'no',
  defaultDestination: '',
  defaults: { retention: DEFAULT_RETENTION, checkpoints: 'ours' },
};

export function effectiveChoices(own: Partial<DatabaseChoices>, defaults: DatabaseChoices): DatabaseChoices {
  return { ...defaults, ...own };
}

/** What can be set anew while a database is followed. */
export function keepingFor({ retention }: DatabaseChoices): Pick<DatabaseSettings, 'retention' | 'snapshotInterval'> {
  return { retention: windowsOf(retention), snapshotInterval: retention.every };
}

export function settingsFor(choices: DatabaseChoices): Partial<DatabaseSettings> {
  const ours = choices.checkpoints === 'ours';
  const { checkpointPages, checkpointInterval } = DEFAULT_SETTINGS;
  return {
    ...keepingFor(choices),
    checkpointPages: ours ? checkpointPages : 0,
    checkpointInterval: ours ? checkpointInterval : 0,
  };
}
