// Brings what a person chose to the system, once: who then switches it off in the system's own settings is not
// overruled at the next start.
import { type Disk, replaceFile } from '../../engine/base/disk.ts';
import type { Random } from '../../engine/base/random.ts';
import type { SettingsView } from '../../engine/agent/views.ts';
import type { LoginItem } from './login.ts';

type Choice = SettingsView['startAtLogin'];

export interface AppliedLoginOptions {
  readonly item: LoginItem;
  /** Remembers what was brought to the system last. */
  readonly file: string;
  readonly disk: Disk;
  readonly random: Random;
}

export class AppliedLogin {
  readonly #options: AppliedLoginOptions;
  #applied: Choice;

  constructor(options: AppliedLoginOptions) {
    this.#options = options;
    this.#applied = remembered(options);
  }

  /** Throws what the system says when it does not take it; tried again at the next change. */
  apply(choice: Choice): 'changed' | 'as before' {
    if (choice === this.#applied) return 'as before';
    this.#applied = choice;
    const { item, file, disk, random } = this.#options;
    item.set(choice === 'yes' ? 'on' : 'off');
    replaceFile(disk, file, Buffer.from(`${choice}\n`), random.token(4));
    return 'changed';
  }
}

/** Nothing was ever set: the same as `no`. */
function remembered({ file, disk }: AppliedLoginOptions): Choice {
  if (!disk.existsSync(file)) return 'no';
  return disk.readFileSync(file, 'utf8').trim() === 'yes' ? 'yes' : 'no';
}
