// tidemark wal DB | PLACE
import { requireGeneration } from '../../engine/generations/names.ts';
import { value } from '../args/flags.ts';
import { PLACE_FLAGS } from '../args/place.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { listedAt, type ListedGeneration, requireGenerationPlace } from '../bridge/generations.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { findPlaces, requireThere } from '../places.ts';
import { requireWord } from '../sources.ts';
import { segmentsJson, segmentTable } from '../text/generations.ts';

export const wal = defineCommand({
  usage: ['DB_OR_DEST [-generation HEX] [flags]'],
  about: 'Lists the pieces of write-ahead logs that generations hold: `tidemark restore -generation -index` takes their numbers.',
  flags: { generation: value('HEX', requireGeneration, 'only those of this generation'), ...CONFIG_FLAGS, ...PLACE_FLAGS },
  examples: [['wal /mnt/backup/shop -generation c77f47cf8a8b539c', 'of one generation']],
  positionals: ['DB_OR_DEST'],
  run: async ({ flags, positionals: [word] }, given) => {
    const named = requireWord(word, 'database or destination', 'wal /mnt/backup/shop');
    const { database, places, context } = await findPlaces(named, flags, given);
    if (database === undefined) for (const place of places) requireGenerationPlace(place, context);
    const lists = await Promise.all(
      places.map(async (place) => ({ url: place.url, generations: (await listedAt(place, context)).filter(isWanted(flags.generation)) })),
    );
    const isNothing = lists.every(({ generations }) => generations.length === 0);
    if (database === undefined && isNothing) for (const place of places) requireThere(place, context);
    const { console } = context;
    if (flags.json) console.printJson(lists.flatMap(segmentsJson));
    else console.print(lists.map(({ url, generations }) => describe(url, generations)).join('\n\n'));
    return EXIT.ok;
  },
});

function isWanted(wanted: string | undefined): (one: ListedGeneration) => boolean {
  return ({ generation }) => wanted === undefined || generation === wanted;
}

function describe(url: string, generations: readonly ListedGeneration[]): string {
  const isEmpty = generations.every(({ segments }) => segments.length === 0);
  return isEmpty ? `${shownUrl(url)} holds no write-ahead log.` : `${shownUrl(url)}\n${segmentTable(generations)}`;
}
