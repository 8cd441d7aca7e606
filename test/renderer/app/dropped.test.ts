// What is read of a drop, on the desktop and in a browser.
import { describe, expect, test } from 'vitest';
import { type Dropped, holdsFiles, readDrop } from '../../../renderer/app/protect/dropped.ts';

interface Dragged {
  readonly files?: readonly { readonly name: string; readonly folder?: true }[];
  readonly uris?: string;
  readonly text?: string;
}

function read({ files = [], uris = '', text = '' }: Dragged, pathOf: (file: File) => string = () => ''): readonly Dropped[] {
  const items = files.map(({ name, folder }) => ({
    getAsFile: () => new File(['12345'], name, { lastModified: 7000 }),
    webkitGetAsEntry: () => ({ isDirectory: folder === true }),
  }));
  const texts: Readonly<Record<string, string>> = { 'text/uri-list': uris, 'text/plain': text };
  const data: unknown = { items, getData: (type: string) => texts[type] ?? '' };
  return readDrop(data as DataTransfer, pathOf);
}

const path = (of: string): Dropped => ({ kind: 'path', path: of });

describe('a drop', () => {
  test('has paths on the desktop', () => {
    expect(read({ files: [{ name: 'a.db' }, { name: 'b.db' }] }, ({ name }) => `/home/ada/${name}`)).toEqual([
      path('/home/ada/a.db'),
      path('/home/ada/b.db'),
    ]);
  });

  test('has none in a browser: what is known of a file is name, size and time', () => {
    expect(read({ files: [{ name: 'a.db' }] })).toEqual([{ kind: 'file', name: 'a.db', size: 5, modified: 7000 }]);
    expect(read({ files: [{ name: 'Shop', folder: true }] })).toEqual([{ kind: 'folder', name: 'Shop' }]);
  });

  test('of addresses has their paths', () => {
    const uris = '# a comment\r\nfile:///home/ada/My%20Shop/a.db\r\nfile://localhost/b.db\r\nhttps://example.com/c.db\r\nfile:///C:/d.db\r\n';
    expect(read({ uris })).toEqual([path('/home/ada/My Shop/a.db'), path('/b.db'), path('C:/d.db')]);
  });

  test('of text takes absolute paths alone', () => {
    expect(read({ text: '/home/ada/a.db\nnotes\n../b.db\nC:\\Shop\\c.db' })).toEqual([path('/home/ada/a.db'), path('C:\\Shop\\c.db')]);
  });

  test('prefers addresses to files without a place', () => {
    expect(read({ files: [{ name: 'a.db' }], uris: 'file:///home/ada/a.db' })).toEqual([path('/home/ada/a.db')]);
  });

  test('of a broken address is nothing', () => {
    expect(read({ uris: 'file:///%E0%A4%A' })).toEqual([]);
    expect(read({ uris: 'file://elsewhere/a.db' })).toEqual([]);
  });
});

describe('a drag', () => {
  test('is ours when it holds files or addresses', () => {
    const drag = (...types: string[]): DataTransfer => { const data: unknown = { types }; return data as DataTransfer; };
    expect(holdsFiles(drag('Files'))).toBe(true);
    expect(holdsFiles(drag('text/uri-list', 'text/plain'))).toBe(true);
    expect(holdsFiles(drag('text/plain'))).toBe(false);
    expect(holdsFiles(null)).toBe(false);
  });
});
