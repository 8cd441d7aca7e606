// Everything but one layer, and what says that it lies above all (`data-above`), is out of reach: for pointers, keys and
// screen readers.

/** @returns what undoes it */
export function hideBelow(layer: Element): () => void {
  const hidden = [...below(document.body, layer)];
  for (const element of hidden) mark(element, 'hide');
  return () => { for (const element of hidden) mark(element, 'show'); };
}

function* below(parent: Element, layer: Element): Generator<Element> {
  for (const child of parent.children) {
    if (child === layer || child.matches('[data-above], [inert], script')) continue;
    if (child.querySelector('[data-above]') === null) yield child;
    else yield* below(child, layer);
  }
}

function mark(element: Element, how: 'hide' | 'show'): void {
  element.toggleAttribute('inert', how === 'hide');
  // Said as well to those that do not know `inert`.
  if (how === 'hide') element.setAttribute('aria-hidden', 'true');
  else element.removeAttribute('aria-hidden');
}
