// Looks for what keeps people from using the screens: axe on every picture of the gallery, in both themes. Ends with 1
// when it finds anything.
import { AxeBuilder } from '@axe-core/playwright';
import { openPictures } from './open.ts';

let found = 0;
await openPictures(process.argv.slice(2), async (page, name) => {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  for (const { id, impact, help, nodes } of violations) {
    found++;
    console.log(`${name}: ${impact ?? ''} ${id}: ${help}`);
    for (const { html, failureSummary } of nodes.slice(0, 3)) console.log(`    ${html.slice(0, 160)}\n    ${failureSummary?.replaceAll('\n', ' ') ?? ''}`);
  }
});
console.log(`${found} findings`);
process.exitCode = found === 0 ? 0 : 1;
