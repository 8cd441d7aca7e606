// tidemark databases
import { CONFIG_FLAGS } from '../args/shared.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { knownDatabases } from '../bridge/known.ts';
import { defineCommand } from '../command.ts';
import type { Configuration, DatabaseConfig } from '../config/configuration.ts';
import { loadConfiguration } from '../config/load.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { formatTable } from '../text/table.ts';

export const databases = defineCommand({
  usage: ['[-config FILE] [-json]'],
  about: 'Lists the databases of a configuration file, or those Tidemark has copied on this computer.',
  flags: CONFIG_FLAGS,
  examples: [['databases', 'what is known here']],
  positionals: [],
  run: async ({ flags }, context) => {
    const configuration = await loadConfiguration(flags, context);
    const listed = configuration === undefined ? await knownDatabases(context) : await configured(configuration, context);
    if (flags.json)
      context.console.printJson(listed.map(({ path, destinations }) => ({ path, destinations })));
    else context.console.print(listed.length === 0 ? NONE : table(listed));
    return EXIT.ok;
  },
});

async function configured(configuration: Configuration, { disk }: Context): Promise<readonly DatabaseConfig[]> {
  const { allDatabases } = await import('../directories/databases.ts');
  return allDatabases(configuration, disk);
}

const NONE = 'No databases yet. Start with: tidemark replicate shop.db /mnt/backup/shop';

/** One line per destination. */
function table(
  listed: readonly { readonly path: string; readonly destinations: readonly string[] }[],
): string {
  const rows = listed.flatMap(({ path, destinations }) =>
    destinations.map((url, i) => [i === 0 ? path : '', shownUrl(url)]),
  );
  return formatTable([{ title: 'database' }, { title: 'destination' }], rows);
}
