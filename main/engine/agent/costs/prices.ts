// What places charge, in US dollars. A list of figures, not of promises: looked up in November 2026, without taxes, for the
// first tier and the cheapest large region. What an account gets for free each month is its owner's, over all that they
// keep there, and is left out: a bill may be lower than what is said here, not higher.
import type { Prices } from '../views.ts';

export interface PriceList {
  /** Dollars for 1000 requests. */
  readonly write: number;
  readonly read: number;
  readonly list: number;
  readonly delete: number;
  /** Dollars for a gigabyte (10^9 bytes) kept for a month. */
  readonly storage: number;
  /** Dollars for a gigabyte (10^9 bytes) that comes back. What goes there is free everywhere. */
  readonly down: number;
}

const GIBIBYTE = 2 ** 30 / 1e9;

export const PRICES: Readonly<Record<Prices, PriceList>> = {
  // S3 Standard, us-east-1 (ANCHORS 5d, from vantage.sh). Deleting is free. Amazon's gigabyte is 2^30 bytes.
  aws: {
    write: 0.005,
    read: 0.0004,
    list: 0.005,
    delete: 0,
    storage: 0.023 / GIBIBYTE,
    down: 0.09 / GIBIBYTE,
  },
  // Class A $4.50, class B $0.36 a million (ANCHORS 5d; the same on developers.cloudflare.com/r2/pricing). Listing is class A,
  // deleting and egress are free. 1 M class A, 10 M class B and 10 GB a month are free for each account.
  r2: { write: 0.0045, read: 0.00036, list: 0.0045, delete: 0, storage: 0.015, down: 0 },
  // $0.006 a gigabyte (ANCHORS 5d). Uploads and deletes are class A, free; reading class B, $0.004 for 10 000; listing class
  // C, $0.004 for 1000 (backblaze.com, B2 transactions price). 2500 of B and of C a day are free, and downloads up to three
  // times what is stored; $0.01 a gigabyte above.
  b2: { write: 0, read: 0.0004, list: 0.004, delete: 0, storage: 0.006, down: 0.01 },
  // $6.99 a terabyte of 2^40 bytes, nothing for requests and egress. At least one terabyte is charged to an account, and 90
  // days to each file, neither of which is counted here (wasabi.com, pricing questions).
  wasabi: { write: 0, read: 0, list: 0, delete: 0, storage: 6.99 / (2 ** 40 / 1e9), down: 0 },
  // One's own: MinIO, Ceph, a NAS, a folder.
  none: { write: 0, read: 0, list: 0, delete: 0, storage: 0, down: 0 },
};
