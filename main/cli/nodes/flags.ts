// The flags of a node: a database that several computers take turns with.
import { parseDuration } from '../args/duration.ts';
import { type FlagValues, onOff, text, value } from '../args/flags.ts';

export const TOKEN_FLAGS = {
  'token-file': text('FILE', 'holds the secret that all nodes share (or set TIDEMARK_NODE_TOKEN)'),
} as const;

export const NODE_FLAGS = {
  database: text('NAME', 'what the database is called on every node (the name of its file)'),
  candidate: onOff('this node may become the primary'),
  lease: text('PLACE', 'folder or bucket where the pen of these nodes lies, the same for all of them'),
  'lease-ttl': value('DURATION', parseDuration, 'how long the pen is taken for at a time (10s)'),
  primary: onOff('this node is the primary, always; no pen decides'),
  'primary-at': text('URL', 'that node is the primary, always; no pen decides'),
  listen: text('ADDR', 'where the other nodes reach this one (127.0.0.1:7674)'),
  advertise: text('URL', 'how they reach it, when that is another address: https://nas.example:7674'),
  peer: text('URLS', 'other nodes, with commas between them, each as it prints its address; those that follow the same primary are found by themselves'),
} as const;

export type NodeFlags = FlagValues<typeof NODE_FLAGS> &
  Pick<TokenFlags, 'token-file' | 'json'> & { readonly o: string | undefined; readonly name: string | undefined };
export type TokenFlags = FlagValues<typeof TOKEN_FLAGS> & { readonly json: boolean };

/** Whether these flags ask for a node, rather than for a file that follows. */
export function asksForNode(flags: Pick<NodeFlags, 'lease' | 'primary' | 'primary-at'>): boolean {
  return flags.lease !== undefined || flags.primary || flags['primary-at'] !== undefined;
}
