// What the app asked of Electron, in order, for a test to look at; and the answers that a person would give.

export interface Happening {
  readonly what: string;
  readonly value?: unknown;
}

export const happenings: Happening[] = [];

export function note(what: string, value?: unknown): void {
  happenings.push(value === undefined ? { what } : { what, value });
}

/** Answers to dialogs, by the name of the call; used up in order. */
export const answers = new Map<string, unknown[]>();

export function answerTo(what: string, otherwise: unknown): unknown {
  return answers.get(what)?.shift() ?? otherwise;
}
