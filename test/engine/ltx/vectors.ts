// The files of FACTS A.14, to the byte: each was accepted by the reference implementation, ltx v0.5.2.
import { LTX_NO_CHECKSUM, type LtxHeader } from '../../../main/engine/ltx/header.ts';
import { concat, filled, hex } from './bytes.ts';
import { headerOf, type Pages } from './files.ts';

export interface Vector {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: LtxHeader;
  readonly pages: Pages;
  readonly postApply: bigint;
  readonly fileChecksum: bigint;
}

const ZEROS = '00'.repeat(512);
const ONES = '01'.repeat(512);
const START = 1_700_000_000_000;

/**
 * The Go encoder's block of a 512-byte page with one byte repeated: two short matches before the last
 * literals.
 */
export function goBlock(byte: string): string {
  return `1f${byte}0100ffda000200000200b0${byte.repeat(11)}`;
}

const V1_HEADER = headerOf({ flags: 0, min: 1n, timestamp: START });
const V1_PAGES: Pages = new Map([
  [1, filled(512, 0)],
  [2, filled(512, 1)],
]);
const V1_POST = 0x8b87423eeeeeeeeen;
const V2_HEADER = headerOf({ flags: 0, timestamp: START + 1000, preApply: V1_POST });
const V2_PAGES: Pages = new Map([[2, filled(512, 0xff)]]);
const V2_POST = 0xaad48cd000000000n;
const HEADER_V1 = `
  4c54583100000000000002000000000200000000000000010000000000000001
  0000018bcfe56800000000000000000000000000000000000000000000000000
  0000000000000000000000000000000000000000000000000000000000000000 00000000`;
const HEADER_V2 = `
  4c54583100000000000002000000000200000000000000020000000000000002
  0000018bcfe56be88b87423eeeeeeeee00000000000000000000000000000000
  0000000000000000000000000000000000000000000000000000000000000000 00000000`;

const v1 = (name: string, body: string, fileChecksum: bigint): Vector => ({
  name,
  bytes: concat([hex(HEADER_V1), hex(body), hex('8b87423eeeeeeeee'), hex(fileChecksum.toString(16))]),
  header: V1_HEADER,
  pages: V1_PAGES,
  postApply: V1_POST,
  fileChecksum,
});

export const V1 = v1(
  'V1 with blocks made by hand',
  `00000001 0001 0000000c 1f000100ffe8500000000000
   00000002 0001 0000000c 1f010100ffe8500101010101
   000000000000 016416027a1600 0000000000000007`,
  0x9ecd44ed8f21e94en,
);

export const V1_LITERAL = v1(
  'V1 with literal blocks',
  `00000001 0001 00000203 f0fff2 ${ZEROS}
   00000002 0001 00000203 f0fff2 ${ONES}
   000000000000 01648d0402f1048d0400 000000000000000a`,
  0x8135976b8d64b880n,
);

export const V1_GO = v1(
  'V1 from the Go encoder',
  `00000001 0001 00000018 ${goBlock('00')}
   00000002 0001 00000018 ${goBlock('01')}
   000000000000 016422 02860122 00 0000000000000008`,
  0xa9625b671ca57568n,
);

const v2 = (name: string, body: string, fileChecksum: bigint): Vector => ({
  name,
  bytes: concat([hex(HEADER_V2), hex(body), hex('aad48cd000000000'), hex(fileChecksum.toString(16))]),
  header: V2_HEADER,
  pages: V2_PAGES,
  postApply: V2_POST,
  fileChecksum,
});

export const V2 = v2(
  'V2, a change',
  '00000002 0001 0000000c 1fff0100ffe850ffffffffff 000000000000 02641600 0000000000000004',
  0xa0bdfa4722352de1n,
);

export const V2_GO = v2(
  'V2 from the Go encoder',
  `00000002 0001 00000018 ${goBlock('ff')} 000000000000 02642200 0000000000000004`,
  0xa09c48b96c97f9e1n,
);

export const V3: Vector = {
  name: 'V3, a change without checksums, from a WAL',
  bytes: hex(`
    4c545831 00000002 00000200 00000002 0000000000000002 0000000000000002 0000018bcfe56be8
    0000000000000000 0000000000000020 0000000000000218 11223344 55667788 ${'00'.repeat(28)}
    00000002 0001 0000000c 1fff0100ffe850ffffffffff 000000000000 02641600 0000000000000004
    0000000000000000 f94b485adda740eb`),
  header: headerOf({
    flags: LTX_NO_CHECKSUM,
    timestamp: START + 1000,
    walOffset: 32,
    walSize: 536,
    walSalt1: 0x11223344,
    walSalt2: 0x55667788,
  }),
  pages: V2_PAGES,
  postApply: 0n,
  fileChecksum: 0xf94b485adda740ebn,
};

export const V4: Vector = {
  name: 'V4, a database deleted',
  bytes: hex(`
    4c545831 00000000 00000200 00000000 0000000000000003 0000000000000003 0000018bcfe56fd0
    aad48cd000000000 ${'00'.repeat(52)}
    000000000000 00 0000000000000001 8000000000000000 9a5ab96120034865`),
  header: headerOf({ flags: 0, commit: 0, min: 3n, timestamp: START + 2000, preApply: V2_POST }),
  pages: new Map(),
  postApply: 0x8000000000000000n,
  fileChecksum: 0x9a5ab96120034865n,
};

export const V5: Vector = {
  name: 'V5, a page as an LZ4 frame',
  bytes: hex(`
    4c545831 00000000 00000200 00000001 0000000000000001 0000000000000001 0000018bcfe56800
    ${'00'.repeat(60)}
    00000001 0000 04224d18 6440a7 18000000 ${goBlock('00')} 00000000 de53c132
    000000000000 01643100 0000000000000004 efb1f44fecd99000 81c823415b4c21dd`),
  header: headerOf({ flags: 0, commit: 1, min: 1n, timestamp: START }),
  pages: new Map([[1, filled(512, 0)]]),
  postApply: 0xefb1f44fecd99000n,
  fileChecksum: 0x81c823415b4c21ddn,
};

export const VECTORS: readonly Vector[] = [V1, V1_LITERAL, V1_GO, V2, V2_GO, V3, V4, V5];
