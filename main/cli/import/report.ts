// What is said about a history that was taken over.
import type { ImportResult } from '../../engine/generations/import/import.ts';
import { formatChecksum } from '../../engine/ltx/checksum.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import type { VerifyReport } from '../../engine/verify/report.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { shellWord } from '../text/commands.ts';
import { count } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';
import { formatMoment } from '../text/times.ts';

export function describeImport(source: string, url: string, result: ImportResult, report: VerifyReport): string {
  const { points, gaps, generations, written, found, txid } = result;
  const [first, last] = [points[0], points.at(-1)];
  const isSound = report.verdict === 'sound';
  const pairs: [string, string][] = [
    ['taken over', `${count(generations, 'generation')}, ${count(points.length, 'state')}, up to transaction ${formatTxid(txid)}`],
    ...(first === undefined || last === undefined
      ? []
      : [['from', `${formatMoment(first.createdAt)} to ${formatMoment(last.createdAt)}`] as [string, string]]),
    ['written', `${count(written, 'file')}${found === 0 ? '' : `; ${count(found, 'file')} had been written before`}`],
    ['verified', isSound ? 'every file, and the newest state' : 'not sound'],
    ...gaps.map(({ generation, index, trouble }): [string, string] => [
      'missing',
      `generation ${generation} from index ${index} to its next snapshot: ${trouble.message}`,
    ]),
    ...report.problems.map(({ message }): [string, string] => ['problem', message]),
    ...(isSound ? [['next', `tidemark adopt ${shellWord(shownUrl(url))} DB has the running Tidemark go on with it`] as [string, string]] : []),
  ];
  const verdict = isSound ? `${source} was taken over into ${shownUrl(url)}.` : `What was written to ${shownUrl(url)} is not sound.`;
  return `${verdict}\n${formatPairs(pairs, '  ')}`;
}

/** Times in ms since the epoch, offsets in bytes. */
export function importJson(source: string, url: string, result: ImportResult, report: VerifyReport): object {
  const { points, gaps, generations, written, found, txid, checksum } = result;
  return {
    source,
    destination: url,
    generations,
    points: points.map((point) => ({ ...point, txid: formatTxid(point.txid) })),
    gaps,
    written,
    found,
    txid: formatTxid(txid),
    checksum: formatChecksum(checksum),
    verdict: report.verdict,
    problems: report.problems.map(({ message }) => message),
  };
}
