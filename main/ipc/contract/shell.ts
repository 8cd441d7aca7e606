// What surrounds the engine and differs between a desktop and a headless machine, as screens see it.

export interface ShellView {
  readonly face: 'desktop' | 'dashboard';
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  readonly version: string;
  /** The person's home folder: paths below it are shown with ~. */
  readonly home: string;
  /** Whether `files.choose` opens a dialog of the system's, or screens show `files.list`. */
  readonly chooser: 'native' | 'listing';
  readonly reveal: 'possible' | 'not here';
  /** What the system says of starting at login. */
  readonly login: 'on' | 'off' | 'needs-approval' | 'not here';
  readonly tray: 'shown' | 'none';
  readonly update: UpdateView;
}

export type UpdateView =
  | { readonly kind: 'none' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'available'; readonly version: string }
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface Listing {
  /** Absolute. */
  readonly folder: string;
  /** Undefined at the home folder: nothing above it is shown. */
  readonly parent?: string;
  readonly entries: readonly ListingEntry[];
  /** How many there are beyond those that are listed. */
  readonly more: number;
}

export interface ListingEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'file';
  /** Bytes; 0 for folders. */
  readonly size: number;
  /** Ms since the epoch. */
  readonly changedAt: number;
}

/** Where a person is, or is to be brought. Deep links and notices can only show: they change nothing. */
export type Route =
  | { readonly screen: 'databases' }
  | { readonly screen: 'database'; readonly database: string }
  /** The restore sheet over the database, with a moment already chosen (TXID, or ms since the epoch) if one is given. */
  | { readonly screen: 'restore'; readonly database: string; readonly txid?: number; readonly at?: number }
  | { readonly screen: 'destinations' }
  /** With what is asked over it: following a database, or the code that lets a computer in. */
  | { readonly screen: 'replicas'; readonly ask?: 'follow' | 'pair' }
  | { readonly screen: 'activity'; readonly operation?: string }
  | { readonly screen: 'settings' };
