// All at once, as a person's worst morning: one database is first copied, another is restored, a third is written at full
// speed; again and again until it is told to stop. Asked through the contract, by whatever face.
import { rmSync } from 'node:fs';
import { makeDatabase } from '../tools/make-db.ts';
import { runWriter } from '../tools/writer-process.ts';
import type { AnswerOf, CommandId, InputOf } from '../../main/ipc/contract/commands.ts';

export type Ask = <Id extends CommandId>(command: Id, input: InputOf<Id>) => Promise<AnswerOf<Id>>;

export interface BusySpec {
  /** A folder of the person's for the databases, and one for what is restored. */
  readonly folder: string;
  /** Bytes of the two large ones. */
  readonly bytes: number;
  /** How long the third is written, seconds. */
  readonly seconds: number;
}

/** Makes the files first; what is returned does the work once. */
export function prepareBusy(spec: BusySpec, ask: Ask): { readonly run: () => Promise<void> } {
  const path = (name: string): string => `${spec.folder}/${name}`;
  for (const name of ['copied.db', 'restored.db']) makeDatabase({ path: path(name), bytes: spec.bytes });
  makeDatabase({ path: path('written.db'), bytes: 2 ** 20 });
  let runs = 0;
  return {
    run: async () => {
      const [restored, written] = await Promise.all([registerThrough(ask, path('restored.db')), registerThrough(ask, path('written.db'))]);
      await ask('database.backUp', { databases: [restored, written] });
      const output = path(`back-${++runs}.db`);
      const target = { kind: 'latest' } as const;
      await Promise.all([
        registerThrough(ask, path('copied.db')).then((id) => ask('database.backUp', { databases: [id] })),
        ask('restore.copy', { database: restored, target, output }).then(() => {
          rmSync(output);
        }),
        runWriter({ db: path('written.db'), seconds: spec.seconds, journal: 'keep' }),
      ]);
    },
  };
}

/** Its id. */
export async function registerThrough(ask: Ask, path: string): Promise<string> {
  const [one] = await ask('database.register', { paths: [path] });
  if (one?.outcome.kind === 'registered' || one?.outcome.kind === 'already') return one.outcome.id;
  throw new Error(`${path} was not taken: ${JSON.stringify(one?.outcome)}`);
}
