// tidemark ltx DB | DEST
import { TidemarkError } from '../../engine/base/errors.ts';
import { LEVELS, type LtxInfo } from '../../engine/destination/destination.ts';
import { formatLtxName } from '../../engine/ltx/name.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import { value } from '../args/flags.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { listedAt } from '../bridge/generations.ts';
import { withStores } from '../bridge/known-place.ts';
import { SECRET_FLAGS, withSecrets } from '../bridge/secrets.ts';
import { defineCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findSource, requireWord } from '../sources.ts';
import { count, formatBytes } from '../text/sizes.ts';
import { formatTable } from '../text/table.ts';
import { formatMoment } from '../text/times.ts';

export const ltx = defineCommand({
  usage: ['DB_OR_DEST [-level N] [-json]'],
  about: [
    'Lists the files that a destination holds: which transactions each covers, its size, and when its',
    'last change was captured. Level 0 has single changes, level 9 whole copies.',
  ].join(' '),
  flags: { level: value('N', parseLevels, '0 … 9, or all (all)'), ...SECRET_FLAGS, ...CONFIG_FLAGS },
  examples: [['ltx shop.db -level 0', 'the single changes of a known database']],
  positionals: ['DB_OR_DEST'],
  run: async ({ flags, positionals: [word] }, given) => {
    const context = withSecrets(flags, given);
    const source = await findSource(
      requireWord(word, 'database or destination', 'ltx /mnt/backup/shop'),
      flags,
      context,
    );
    const lists = await Promise.all(
      source.destinations.map(async (url) => ({
        url,
        files: await listFiles(url, flags.level ?? LEVELS, context),
        generations: flags.json ? 0 : (await listedAt(url, context)).length,
      })),
    );
    const { console } = context;
    if (flags.json)
      console.printJson(lists.flatMap(({ url, files }) => files.map((file) => fileJson(url, file))));
    else console.print(lists.map(describeList).join('\n\n'));
    return EXIT.ok;
  },
});

async function listFiles(
  url: string,
  levels: readonly number[],
  context: Context,
): Promise<LtxInfo[]> {
  const lists = await withStores([url], context, async ([store]) =>
    Promise.all(levels.map((level) => store!.list(level, { times: 'exact' }))),
  );
  return lists.flat();
}

interface Listed {
  readonly url: string;
  readonly files: readonly LtxInfo[];
  readonly generations: number;
}

function describeList({ url, files, generations }: Listed): string {
  const place = shownUrl(url);
  if (files.length > 0) return `${place}\n${table(files)}`;
  if (generations === 0) return `${place} holds no files.`;
  return `${place} holds no files of this format, but ${count(generations, 'generation')} of Litestream 0.3 or 0.4: \`tidemark wal\` lists what they hold.`;
}

function table(files: readonly LtxInfo[]): string {
  const columns = [
    { title: 'level', align: 'right' },
    { title: 'first transaction' },
    { title: 'last transaction' },
    { title: 'size', align: 'right' },
    { title: 'captured' },
  ] as const;
  return formatTable(
    columns,
    files.map(({ level, min, max, size, createdAt }) => [
      String(level),
      formatTxid(min),
      formatTxid(max),
      formatBytes(size),
      formatMoment(createdAt),
    ]),
  );
}

function fileJson(url: string, file: LtxInfo): object {
  return {
    destination: url,
    level: file.level,
    name: formatLtxName(file),
    min_txid: formatTxid(file.min),
    max_txid: formatTxid(file.max),
    size: file.size,
    timestamp: new Date(file.createdAt).toISOString(),
  };
}

function parseLevels(given: string): readonly number[] {
  if (given === 'all') return LEVELS;
  if (/^\d$/.test(given)) return [Number(given)];
  throw new TidemarkError('usage', `"${given}" is not a level`, {
    hint: 'A level is 0 … 9; all shows every level.',
  });
}
