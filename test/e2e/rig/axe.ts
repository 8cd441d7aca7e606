// What keeps people from using a screen, in the two looks that differ most.
import { AxeBuilder } from '@axe-core/playwright';
import type { Window } from './window.ts';

export const LOOKS = [
  { colorScheme: 'light', locale: 'en-US' },
  { colorScheme: 'dark', locale: 'de-DE' },
] as const;

/** Serious ones: `color-contrast: .dim "2 s ago"` */
export async function findings({ page }: Window): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}
