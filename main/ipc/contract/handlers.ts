// What whoever answers commands must provide: one function for each.
import type { AnswerOf, CommandsOf, InputOf } from './commands.ts';
import type { Side } from './command.ts';
import type { CallNews } from './wire.ts';

export interface CallContext {
  readonly signal: AbortSignal;
  readonly onNews: (news: CallNews) => void;
}

export type Handlers<S extends Side> = {
  readonly [Id in CommandsOf<S>]: (input: InputOf<Id>, context: CallContext) => Promise<AnswerOf<Id>> | AnswerOf<Id>;
};
