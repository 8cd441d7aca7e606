// What is said about a verification.
import { formatChecksum } from '../../engine/ltx/checksum.ts';
import { formatTxid } from '../../engine/ltx/txid.ts';
import type { VerifiedFile } from '../../engine/verify/file.ts';
import type { NewestState, VerifyReport } from '../../engine/verify/report.ts';
import { shownUrl } from '../bridge/destinations.ts';
import { count, formatBytes } from '../text/sizes.ts';
import { formatPairs } from '../text/table.ts';

export function describeReport(url: string, report: VerifyReport): string {
  const place = shownUrl(url);
  if (report.files === 0) return `${place} holds nothing that could be restored.`;
  const { problems } = report;
  const verdict =
    problems.length === 0
      ? `${place} is sound.`
      : `${place} is not sound: ${count(problems.length, 'problem')}.`;
  const pairs: [string, string][] = [
    ['read', `${count(report.files, 'file')}, ${formatBytes(report.bytes)}`],
    ['restorable', count(report.points, 'point')],
    ...(report.newest === undefined ? [] : [describeNewest(report.newest)]),
    ...problems.map(({ message }): [string, string] => ['problem', message]),
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

function describeNewest({ txid, checksum, proved }: NewestState): [string, string] {
  const origin = proved === 'recorded' ? 'as recorded at capture' : 'none was recorded at capture';
  return ['newest', `transaction ${formatTxid(txid)}, checksum ${formatChecksum(checksum)} (${origin})`];
}
