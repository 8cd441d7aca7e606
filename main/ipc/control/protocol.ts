// What passes over the control socket: lines of JSON, the messages of the wire and a few of its own.
//
//   server → client   hello first; then messages to a face, address, refused (and the end)
//   client → server   messages from a face, address
import type { ErrorView } from '../../engine/agent/views.ts';
import type { ShellView } from '../contract/shell.ts';
import type { FromFace, Outcome, ToFace } from '../contract/wire.ts';

/** Grows when a client of the version before could misunderstand. */
export const PROTOCOL = 1;

export interface Hello {
  readonly kind: 'hello';
  readonly protocol: number;
  /** Of the Tidemark that answers. */
  readonly version: string;
  readonly face: ShellView['face'];
  /** Of its process. */
  readonly pid: number;
  /** For how long it has run, ms. */
  readonly up?: number;
}

/** Asks for a fresh address of the dashboard, which works once. */
export interface AskAddress {
  readonly kind: 'address';
}

export type FromClient = FromFace | AskAddress;

export type ToClient =
  | Hello
  | ToFace
  | { readonly kind: 'address'; readonly outcome: Outcome<string> }
  /** What came is not understood; the connection ends. */
  | { readonly kind: 'refused'; readonly error: ErrorView };
