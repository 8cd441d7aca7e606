import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerPage, type Extra } from '../../../main/host/protocol/site.ts';
import { readStaticFiles, type StaticFile } from '../../../main/ipc/site/files.ts';

let dir: string;
let pages: ReadonlyMap<string, StaticFile>;
const extras: readonly Extra[] = [{ path: '/trouble.html', text: () => '<p>now</p>' }];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-site-'));
  mkdirSync(join(dir, 'site/assets'), { recursive: true });
  writeFileSync(join(dir, 'site/index.html'), '<p>screens</p>');
  writeFileSync(join(dir, 'site/assets/a.js'), 'go()');
  writeFileSync(join(dir, 'site/assets/a.css'), 'p {}');
  writeFileSync(join(dir, 'site/notes.md'), 'not served');
  writeFileSync(join(dir, 'secret.html'), 'outside');
  pages = readStaticFiles(join(dir, 'site'));
});
afterAll(() => {
  rmSync(dir, { recursive: true });
});

const get = (url: string, method = 'GET'): Response => answerPage({ url, method }, pages, extras);

describe('the pages', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', '<p>screens</p>'],
    ['/index.html', 'text/html; charset=utf-8', '<p>screens</p>'],
    ['/index.html?x=1#y', 'text/html; charset=utf-8', '<p>screens</p>'],
    ['/assets/a.js', 'text/javascript; charset=utf-8', 'go()'],
    ['/assets/a.css', 'text/css; charset=utf-8', 'p {}'],
    ['/trouble.html', 'text/html; charset=utf-8', '<p>now</p>'],
  ])('%s is %s', async (path, type, text) => {
    const response = get(`tidemark-app://app${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(text);
  });

  test('come with a policy that lets them load nothing but each other', () => {
    expect(Object.fromEntries(get('tidemark-app://app/').headers)).toEqual({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-frame-options': 'DENY',
    });
  });

  test.each([
    'tidemark-app://app/../secret.html',
    'tidemark-app://app/..%2fsecret.html',
    'tidemark-app://app/%2e%2e/secret.html',
    'tidemark-app://app//secret.html',
    'tidemark-app://app/assets',
    'tidemark-app://app/assets/',
    'tidemark-app://app/notes.md',
    'tidemark-app://app/index.html%00',
    'tidemark-app://app/constructor',
    'tidemark-app://other/index.html',
    'tidemark-app://app:80/index.html',
    'tidemark-app:index.html',
    'file:///etc/passwd',
    'https://app/index.html',
    'nonsense',
  ])('%s is not there', (url) => {
    const response = get(url);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('are only read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect(get('tidemark-app://app/', method).status).toBe(405);
    const head = get('tidemark-app://app/', 'HEAD');
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });

  test('are those that were there at the start: what a link leads to later is not followed', () => {
    symlinkSync(join(dir, 'secret.html'), join(dir, 'site/later.html'));
    expect(get('tidemark-app://app/later.html').status).toBe(404);
  });
});
