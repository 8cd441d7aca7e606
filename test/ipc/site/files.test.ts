import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readStaticFiles } from '../../../main/ipc/site/files.ts';

const dir = mkdtempSync(join(tmpdir(), 'pages-'));
afterAll(() => {
  rmSync(dir, { recursive: true });
});

test('pages by their path, with type and how long they keep', () => {
  const pages = join(dir, 'pages');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(dir, 'secret.txt'), 'secret');
  writeFileSync(join(pages, 'index.html'), '<p>');
  writeFileSync(join(pages, 'assets/index-abc.js'), 'go()');
  writeFileSync(join(pages, 'assets/source.map.exe'), 'no');
  symlinkSync(join(dir, 'secret.txt'), join(pages, 'link.txt'));
  const files = readStaticFiles(pages);
  expect([...files.keys()].sort()).toEqual(['/', '/assets/index-abc.js', '/index.html']);
  expect(files.get('/')).toEqual({ body: Buffer.from('<p>'), type: 'text/html; charset=utf-8', keep: 'no-cache' });
  expect(files.get('/assets/index-abc.js')).toMatchObject({ type: 'text/javascript; charset=utf-8', keep: expect.stringContaining('immutable') as string });
});

test('pages that were not built are missed at once', () => {
  mkdirSync(join(dir, 'empty'));
  for (const name of ['empty', 'not-there']) {
    expect(() => readStaticFiles(join(dir, name))).toThrow(expect.objectContaining({ code: 'refused' }) as Error);
  }
});
