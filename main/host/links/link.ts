// `tidemark://…` links: who follows one is shown a place, and nothing is changed. They come from anywhere, so only
// what is known is taken, letter by letter.
import type { Route } from '../../ipc/contract/shell.ts';

export const LINK_SCHEME = 'tidemark';

const LONGEST_LINK = 200;
const LINK = /^tidemark:\/\/(?<screen>[a-z]{1,20})(?:\/(?<id>[a-z0-9-]{1,64}))?\/?$/;

/** Undefined for anything that is not one of our links. */
export function parseLink(text: string): Route | undefined {
  if (text.length > LONGEST_LINK) return undefined;
  const { screen, id } = LINK.exec(text)?.groups ?? {};
  switch (screen) {
    case 'database':
      return id === undefined ? undefined : { screen, database: id };
    case 'activity':
      return id === undefined ? { screen } : { screen, operation: id };
    case 'databases':
    case 'destinations':
    case 'replicas':
    case 'settings':
      return id === undefined ? { screen } : undefined;
    default:
      return undefined;
  }
}

/** The argument that claims to be a link, wherever it stands: Chromium puts arguments of its own between ours. */
export function linkIn(args: readonly string[]): string | undefined {
  return args.find((argument) => argument.startsWith(`${LINK_SCHEME}:`));
}
