// Takes pictures of the gallery: `node test/renderer/gallery/shoot.ts OUT [name…]`; all pictures when no name is given.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPictures } from './open.ts';

const [out = 'test-results/pictures', ...names] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
await openPictures(names, async (page, name) => {
  await page.screenshot({ path: join(out, `${name}.png`) });
});
