// What a person may be asked to choose.
import type { InputOf } from '../../../main/ipc/contract/commands.ts';

export type ChooseWhat = InputOf<'files.choose'>['what'];
