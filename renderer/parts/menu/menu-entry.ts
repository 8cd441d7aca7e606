// What stands in a menu.

export type MenuEntry =
  | {
      readonly kind: 'action';
      readonly id: string;
      readonly text: string;
      /** Shown beside it, as `Keys` takes them. */
      readonly keys?: string | undefined;
      readonly disabled?: boolean | undefined;
      readonly run: () => void;
    }
  | { readonly kind: 'submenu'; readonly id: string; readonly text: string; readonly entries: readonly MenuEntry[] }
  | { readonly kind: 'line'; readonly id: string };
