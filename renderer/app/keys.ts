// Keys as the registry of actions names them, and where they must not be taken for commands.

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly target: EventTarget | null;
}

/** @param keys `Mod+K` (⌘ on a Mac, Ctrl elsewhere: both are taken), `R`, `?` */
export function isPressed(event: KeyPress, keys: string): boolean {
  const parts = keys.split('+');
  const mod = parts.includes('Mod');
  if (mod !== (event.ctrlKey || event.metaKey) || event.altKey) return false;
  // A mark like `?` is typed with Shift on some keyboards and without on others.
  if (parts.at(-1)!.length === 1 && /[a-z]/i.test(parts.at(-1)!) && event.shiftKey) return false;
  return event.key.toLowerCase() === parts.at(-1)!.toLowerCase() && (mod || !isTyping(event.target));
}

/** Whether a key pressed there is text. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Whether something lies over the screen there, whose keys are its own. */
export function isOverlaid(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}
