// What pages may not do: go elsewhere, open windows, ask anything of the computer. They are ours, and are held to it.
import type { Session, WebContents } from 'electron';
import type { Log } from '../logs/log.ts';
import { isOurs } from './scheme.ts';

/** Pages of the web that a person may be led to, in their own browser. */
const EXTERNAL_HOSTS: readonly string[] = ['sqlite.org', 'www.sqlite.org', 'litestream.io'];
const LONGEST_ADDRESS = 2000;

/** The address to open in the browser, or undefined if it is none that we lead to. */
export function externalAddress(text: string): string | undefined {
  if (text.length > LONGEST_ADDRESS || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return isPlain && EXTERNAL_HOSTS.includes(url.hostname) ? url.href : undefined;
}

/** Copying text out is the one thing that pages of ours may do beside showing. */
export function isGranted(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurs(origin);
}

/** Whatever a page asks for besides our own scheme is not fetched. */
const OUTSIDE = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file:///*'] as const;

type LockedSession = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setSpellCheckerEnabled'
  | 'webRequest'
>;

export function lockSession(session: LockedSession): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(isGranted(permission, contents.getURL()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer(null);
  });
  // Dictionaries would be fetched.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest({ urls: [...OUTSIDE] }, (_request, answer) => {
    answer({ cancel: true });
  });
}

export interface LockOptions {
  readonly openExternal: (address: string) => void;
  /** A link of a page of ours that means something to us; never loaded by itself. */
  readonly onLink: (address: string) => void;
  readonly log: Log;
}

type LockedContents = Pick<WebContents, 'on' | 'setWindowOpenHandler'>;

/** For every page there ever is, also those that we did not make. */
export function lockContents(contents: LockedContents, { openExternal, onLink, log }: LockOptions): void {
  contents.on('will-navigate', (event) => {
    event.preventDefault();
    if (isOurs(event.url)) onLink(event.url);
    else log.warn({ url: event.url }, 'a page wanted to go elsewhere');
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
    log.warn({ url: event.url }, 'a page was to be redirected');
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log.warn({}, 'a page wanted to hold another');
  });
  contents.setWindowOpenHandler(({ url }) => {
    const address = externalAddress(url);
    if (address === undefined) log.warn({ url }, 'a page wanted to open a window');
    else openExternal(address);
    return { action: 'deny' };
  });
}
