// What the rows of Settings have in common.
import type { SettingsView } from '../../../main/ipc/contract/views.ts';

export type Change = (settings: Partial<SettingsView>) => void;

/** In the order of the texts. */
export function optionsOf<Value extends string>(texts: Readonly<Record<Value, string>>) {
  return (Object.entries(texts) as [Value, string][]).map(([value, text]) => ({ value, text }));
}
