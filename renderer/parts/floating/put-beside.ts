// Puts a floating element beside its anchor; called before it is painted.
import { place, type Wish } from './place.ts';

export function putBeside(element: HTMLElement | null, anchor: HTMLElement | null, wish: Wish): void {
  if (element === null || anchor === null) return;
  const { width, height } = element.getBoundingClientRect();
  const view = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
  const { left, top, maxHeight } = place(anchor.getBoundingClientRect(), { width, height }, view, wish);
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
  element.style.maxHeight = `${maxHeight}px`;
}
