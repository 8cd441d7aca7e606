// What may be asked over the screen of replicas, besides what the address says.
export type Asked =
  | { readonly kind: 'promote' | 'unfollow'; readonly followed: string }
  | { readonly kind: 'hand-off'; readonly database: string; readonly follower: string }
  | { readonly kind: 'forget'; readonly follower: string }
  | { readonly kind: 'serve' | 'serve-off' };

export type Ask = (asked: Asked) => void;
