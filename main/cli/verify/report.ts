// What is said about a verification.
import { formatChecksum } from '../../engine/ltx/checksum.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import type { VerifiedFile } from '../../engine/verify/file.ts';
import type { NewestState, VerifyReport } from '../../engine/verify/report.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { restoreCommand } from '../text/commands.ts';
import { count, formatBytes } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';

/** @param folder whether there is one where nothing was found */
export function describeReport(url: string, report: VerifyReport, folder: 'there' | 'missing'): string {
  const place = shownUrl(url);
  const { problems, notes, verdict: found } = report;
  if (found === 'empty') {
    const why = folder === 'there' ? 'the folder is there, with no copies in it' : 'there is no such folder';
    return `${place} holds nothing that could be restored: ${why}.`;
  }
  const verdict =
    problems.length === 0
      ? `${place} is sound.`
      : `${place} is not sound: ${count(problems.length, 'problem')}.`;
  const pairs: [string, string][] = [
    ['read', `${count(report.files, 'file')}, ${formatBytes(report.bytes)}`],
    ['restorable', count(report.points, 'point')],
    ...(report.newest === undefined ? [] : [describeNewest(report.newest)]),
    ...problems.map(({ message }): [string, string] => ['problem', message]),
    ...(notes.length === 0 ? [] : [describeTimes(notes.length)]),
    ...describeWayOut(place, report),
  ];
  return `${verdict}\n${formatPairs(pairs, '  ')}`;
}

/** Sizes in bytes. */
export function reportJson(url: string, report: VerifyReport): object {
  const { newest } = report;
  const state =
    newest === undefined
      ? {}
      : { txid: formatTxid(newest.txid), checksum: formatChecksum(newest.checksum), proved: newest.proved };
  return {
    destination: url,
    verdict: report.verdict,
    files: report.files,
    bytes: report.bytes,
    points: report.points,
    ...(newest === undefined ? {} : { newest: state }),
    problems: report.problems.map(({ kind, message }) => ({ kind, message })),
    notes: report.notes.map(({ kind, message }) => ({ kind, message })),
  };
}

export function describeFile(path: string, { header, pages, size }: VerifiedFile): string {
  const facts = formatPairs(
    [
      ['covers', `transactions ${formatTxid(header.min)} to ${formatTxid(header.max)}`],
      ['holds', `${count(pages, 'page')} of ${count(header.pageSize, 'byte')}, ${formatBytes(size)} in all`],
    ],
    '  ',
  );
  return `${path} is sound.\n${facts}`;
}

export function fileJson(path: string, { header, pages, size }: VerifiedFile): object {
  return {
    path,
    verdict: 'sound',
    min_txid: formatTxid(header.min),
    max_txid: formatTxid(header.max),
    timestamp: new Date(header.timestamp).toISOString(),
    page_size: header.pageSize,
    pages,
    bytes: size,
  };
}

function describeTimes(files: number): [string, string] {
  const verb = files === 1 ? 'carries another time than its header' : 'carry another time than their header';
  const cause = 'as after a copy that did not keep times; restore by time goes by the headers';
  return ['note', `${count(files, 'file')} ${verb}, ${cause}`];
}

/** What to do when the newest state is lost. */
function describeWayOut(place: string, { newest, latest, verdict }: VerifyReport): [string, string][] {
  if (verdict !== 'unsound' || newest !== undefined || latest === undefined) return [];
  return [['next', `Restore an earlier point: ${restoreCommand(place, latest)}`]];
}

function describeNewest({ txid, checksum, proved }: NewestState): [string, string] {
  const origin = proved === 'recorded' ? 'as recorded at capture' : 'none was recorded at capture';
  return ['newest', `transaction ${formatTxid(txid)}, checksum ${formatChecksum(checksum)} (${origin})`];
}
