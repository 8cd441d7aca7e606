// Who holds the pen, in words for people. Two machines may have the same name: the instance tells them apart, for people as
// well; the nonce does for us.

const INSTANCE = / · [0-9a-f]{8}$/;

/**
 * @param name as "MacBook of Ana"
 * @param instance hex, new with every start of the process (or boot of the machine); its first 8 digits are shown
 */
export function ownerText(name: string, instance: string): string {
  return `${name} · ${instance.slice(0, 8).padStart(8, '0')}`;
}

/** What a person calls it. Names that other programs gave themselves stay as they are. */
export function ownerName(owner: string): string {
  return owner === '' ? 'somebody' : owner.replace(INSTANCE, '');
}
