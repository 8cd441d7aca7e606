// What can be asked of live replicas: letting other computers follow, and following others.
import type { PlaceInput, Work } from './request.ts';

/** Who can reach what is served: programs of this computer alone (and whoever tunnels to it), or its network. */
export type ServeRequest =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly reach: 'loopback' | 'network'; readonly port?: number };

/** Lets one computer in, once. */
export interface Pairing {
  /** Groups of four with `-` between them, as it is shown. */
  readonly code: string;
  /** Ms since the epoch. */
  readonly until: number;
  /** What to type on the other computer. */
  readonly address: string;
}

/** Another Tidemark: one that is paired with by a code, or one that was paired with before, by its id. */
export type ServerInput =
  | { readonly kind: 'code'; readonly address: string; readonly code: string }
  | { readonly kind: 'known'; readonly server: string };

/** What another Tidemark lets this computer follow. */
export interface ServerOffer {
  /** Its id here, from now on. */
  readonly server: string;
  /** As it calls itself. */
  readonly name: string;
  readonly databases: readonly OfferedDatabase[];
}

export interface OfferedDatabase {
  readonly name: string;
  readonly txid: number;
  readonly pageSize: number;
  /** Id of what follows it here already. */
  readonly followed?: string;
}

export type FollowSource =
  | { readonly kind: 'server'; readonly server: string; readonly name: string }
  /** A history at a place: the folder or prefix that holds its levels. No Tidemark need run anywhere. */
  | { readonly kind: 'history'; readonly place: PlaceInput };

export interface FollowRequest {
  readonly source: FollowSource;
  /** Where the file goes. Nothing may be there yet. */
  readonly path: string;
}

export interface LiveReplicas {
  serve(request: ServeRequest): Promise<void>;
  /** Ends a code that is still shown. `refused` while nothing is served. */
  pair(): Promise<Pairing>;
  endPairing(): Promise<void>;
  /** Its followers must pair anew. */
  forgetFollower(follower: string): Promise<void>;
  /** Pairs first when a code is given, which is used up by it. */
  databasesAt(server: ServerInput, work: Work): Promise<ServerOffer>;
  /** Refused while something of it is followed. */
  forgetServer(server: string): Promise<void>;
  /** Id of what follows. Resolves once it is known that the source can be followed; the file comes afterwards. */
  follow(request: FollowRequest, work: Work): Promise<string>;
  /** The file stays as it is. */
  unfollow(followed: string): Promise<void>;
  /**
   * Programs here may write from then on, and it is protected here: its history goes on. Nobody else is stopped. Resolves
   * to the id of the database.
   */
  promote(followed: string, work: Work): Promise<string>;
  /** Once it has everything, that follower takes over; here the database is neither protected nor served any more. */
  handOff(database: string, follower: string, work: Work): Promise<void>;
  /** A copy that was set apart, out of Tidemark's own folder, where it would not stay for ever. */
  saveSetApart(followed: string, path: string, output: string): Promise<void>;
}
