// The settings as they are now, written through to the catalogue.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { SettingsView } from '../views.ts';
import { FIRST_SETTINGS } from './choices.ts';
import { choicesOfToday } from './older-choices.ts';

export class SettingsBook {
  readonly #catalogue: Catalogue;
  #current: SettingsView;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    const kept = Object.keys(FIRST_SETTINGS).map((key) => [key, catalogue.setting(key)] as const);
    const known = Object.fromEntries(kept.filter(([, value]) => value !== undefined));
    const settings = { ...FIRST_SETTINGS, ...(known as Partial<SettingsView>) };
    this.#current = { ...settings, defaults: choicesOfToday(settings.defaults) };
  }

  get current(): SettingsView {
    return this.#current;
  }

  set(changes: Partial<SettingsView>): void {
    this.#catalogue.together(() => {
      for (const [key, value] of Object.entries(changes)) this.#catalogue.setSetting(key, value);
    });
    this.#current = { ...this.#current, ...changes };
  }
}
