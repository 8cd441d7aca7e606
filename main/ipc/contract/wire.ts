// The messages between a face and the engine, the same over Electron's IPC, a WebSocket and the control socket.
//
//   face → engine   call, cancel, watch
//   engine → face   result, news, state (whole), patch (what changed since), shell, show
//
// State has a revision that grows by one with every patch. A face that sees a gap sends `watch` again.
import * as z from './zod.ts';
import type { TestLine } from '../../engine/agent/engine.ts';
import type { EngineView, ErrorView, ProgressView } from '../../engine/agent/views.ts';
import type { Patch } from './patch.ts';
import type { Route, ShellView } from './shell.ts';

/** Longer messages are refused before they are parsed, bytes. */
export const LONGEST_MESSAGE = 1 << 20;

/** Calls that one face may have open at a time. */
export const MOST_CALLS = 256;

export const fromFace = z.discriminatedUnion('kind', [
  /** `call` is chosen by the face and not used twice at the same time. */
  z.strictObject({
    kind: z.literal('call'),
    call: z.int().check(z.minimum(0)),
    command: z.string().check(z.maxLength(64)),
    input: z.unknown(),
  }),
  z.strictObject({ kind: z.literal('cancel'), call: z.int().check(z.minimum(0)) }),
  z.strictObject({ kind: z.literal('watch') }),
]);

export type FromFace = z.infer<typeof fromFace>;

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorView };

/** What a call tells on its way: how far it is, or a line of a test. */
export type CallNews =
  | { readonly kind: 'progress'; readonly progress: ProgressView }
  | { readonly kind: 'line'; readonly line: TestLine };

export type ToFace =
  | { readonly kind: 'result'; readonly call: number; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'news'; readonly call: number; readonly news: CallNews }
  | { readonly kind: 'state'; readonly revision: number; readonly state: EngineView }
  | { readonly kind: 'patch'; readonly revision: number; readonly patch: Patch }
  | { readonly kind: 'shell'; readonly shell: ShellView }
  | { readonly kind: 'show'; readonly route: Route };
