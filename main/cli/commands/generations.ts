// tidemark generations DB | PLACE
import { PLACE_FLAGS } from '../args/place.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { listedAt, type ListedGeneration, requireGenerationPlace } from '../bridge/generations.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { findPlaces, requireThere } from '../places.ts';
import { requireWord } from '../sources.ts';
import { generationsJson, generationTable } from '../text/generations.ts';

export const generations = defineCommand({
  usage: ['DB_OR_DEST [flags]'],
  about: [
    'Lists the generations that Litestream 0.3 or 0.4 left at a place: how many snapshots and logs each has, and from when to when',
    'it can be restored.',
  ].join(' '),
  flags: { ...CONFIG_FLAGS, ...PLACE_FLAGS },
  examples: [['generations /mnt/backup/shop', 'what Litestream 0.3 left in a folder']],
  positionals: ['DB_OR_DEST'],
  run: async ({ flags, positionals: [word] }, given) => {
    const named = requireWord(word, 'database or destination', 'generations /mnt/backup/shop');
    const { database, places, context } = await findPlaces(named, flags, given);
    if (database === undefined) for (const place of places) requireGenerationPlace(place, context);
    const lists = await Promise.all(places.map(async (place) => ({ url: place.url, generations: await listedAt(place, context) })));
    const isNothing = lists.every(({ generations }) => generations.length === 0);
    if (database === undefined && isNothing) for (const place of places) requireThere(place, context);
    const { console } = context;
    if (flags.json) console.printJson(lists.flatMap(generationsJson));
    else console.print(lists.map(({ url, generations }) => describe(url, generations)).join('\n\n'));
    return EXIT.ok;
  },
});

function describe(url: string, generations: readonly ListedGeneration[]): string {
  return generations.length === 0 ? `${shownUrl(url)} holds no generation.` : `${shownUrl(url)}\n${generationTable(generations)}`;
}
