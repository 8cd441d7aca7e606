// What one command is: the schema of what may be sent, the type of what comes back, and who answers it.
import type * as z from './zod.ts';

/** Who answers: the engine (the same everywhere), or the shell around it (Electron's host, or the headless server). */
export type Side = 'engine' | 'shell';

/** What happens to a call whose caller goes away: looking things up ends, work on data goes on. */
export type WhenLeft = 'cancel' | 'continue';

declare const RESULT: unique symbol;

export interface CommandDefinition<Schema extends z.ZodMiniType, Result> {
  readonly side: Side;
  readonly input: Schema;
  readonly whenLeft: WhenLeft;
  /** Only a type: nothing is there at run time. */
  readonly [RESULT]?: Result;
}

/** @returns a function that takes the rest of the definition, since TypeScript infers all type arguments or none */
export function answers<Result>() {
  return <Schema extends z.ZodMiniType, S extends Side>(
    side: S,
    input: Schema,
    details: { readonly whenLeft?: WhenLeft } = {},
  ): CommandDefinition<Schema, Result> & { readonly side: S } => ({
    side,
    input,
    whenLeft: details.whenLeft ?? 'cancel',
  });
}

export type ResultOf<Definition> =
  Definition extends CommandDefinition<z.ZodMiniType, infer Result> ? Result : never;
