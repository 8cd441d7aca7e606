// The one thing a replica never decides by itself: somebody else's files under our names.
import { TidemarkError } from '../base/errors.ts';
import { formatChecksum, type Checksum } from '../ltx/checksum.ts';
import { formatTxid, type Txid } from '../ltx/txid.ts';

const HINT =
  'Two databases must not share one destination: give this one a folder of its own. If this database was ' +
  'brought back from an older copy, move the newer files away first. Nothing was written.';

function conflict(url: string, words: string): TidemarkError {
  return new TidemarkError('destination-conflict', `${url}: ${words}`, { hint: HINT });
}

export function aheadError(url: string, theirs: Txid, ours: Txid): TidemarkError {
  return conflict(
    url,
    `holds transactions up to ${formatTxid(theirs)}, but this database is at ${formatTxid(ours)}: ` +
      'another writer was here, or this database is older than its copy',
  );
}

export function divergedError(url: string, txid: Txid, theirs: Checksum, ours: Checksum): TidemarkError {
  return conflict(
    url,
    `holds another database's history: at transaction ${formatTxid(txid)} its checksum is ` +
      `${formatChecksum(theirs)}, ours ${formatChecksum(ours)}`,
  );
}

export function takenError(url: string, name: string): TidemarkError {
  return conflict(url, `another writer stored a different ${name}`);
}
