import { describe, expect, test } from 'vitest';
import { type DavEntry, readMultistatus } from '../../../../main/engine/destination/webdav/multistatus.ts';

async function read(text: string, size = text.length): Promise<DavEntry[]> {
  const bytes = Buffer.from(text);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) {
      await Promise.resolve();
      yield bytes.subarray(at, at + size);
    }
  }
  const entries: DavEntry[] = [];
  for await (const entry of readMultistatus(pieces())) entries.push(entry);
  return entries;
}

const ANSWER = `<?xml version="1.0" encoding="utf-8"?>
<!-- a > comment -->
<D:multistatus xmlns:D="DAV:" xmlns:x="a>b">
  <D:response><D:href>https://h/dav/d%C3%A4/</D:href>
    <D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype>
      <D:quota-available-bytes>1000</D:quota-available-bytes><D:quota-used-bytes>24</D:quota-used-bytes></D:prop>
      <D:status>HTTP/1.1 200 OK</D:status></D:propstat>
    <D:propstat><D:prop><D:getcontentlength>77</D:getcontentlength></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>
  </D:response>
  <D:response><href>/dav/d/a&amp;b%20&#x63;&#100;</href>
    <D:propstat><D:prop><D:resourcetype/><D:getcontentlength>5</D:getcontentlength>
      <D:getlastmodified><![CDATA[Thu, 01 Jan 2026 00:00:00 GMT]]></D:getlastmodified></D:prop>
      <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
  <D:response><D:href>/dav/d/%zz</D:href><D:propstat><D:prop/><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>
  <D:response><D:href>/dav/d/bare</D:href><D:status>HTTP/1.1 200 OK</D:status></D:response>
</D:multistatus>`;

const ENTRIES: DavEntry[] = [
  { name: 'dä', kind: 'folder', size: undefined, modified: undefined, quota: { free: 1000, used: 24 } },
  { name: 'a&b cd', kind: 'file', size: 5, modified: Date.UTC(2026, 0, 1), quota: undefined },
  { name: 'bare', kind: 'file', size: undefined, modified: undefined, quota: undefined },
];

test.each([1, 2, 3, 7, 64, 100_000])('a list is read from pieces of %i bytes', async (size) => {
  expect(await read(ANSWER, size)).toEqual(ENTRIES);
});

test('a list that is cut off is none, wherever it is cut', async () => {
  for (let length = 0; length < ANSWER.length; length++) {
    await expect(read(ANSWER.slice(0, length))).rejects.toMatchObject({ code: 'destination-failed' });
  }
});

describe('what is no list is refused', () => {
  test.each([
    '<html><body>Hello</body></html>',
    '<!DOCTYPE x [<!ENTITY a "b">]><multistatus/>',
    '<multistatus><response></multistatus></response>',
    '<multistatus>< response></multistatus>',
    'plain words',
    `<multistatus a="${'x'.repeat(2_000_000)}`,
  ])('%.40s', async (text) => {
    await expect(read(text, 65_536)).rejects.toMatchObject({ code: 'destination-failed' });
  });
});
