// The catalogue: what is written is there again, whatever is damaged is told and not lost.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue } from '../../../../main/engine/agent/catalogue/catalogue.ts';
import { newDatabaseId, newDestinationId } from '../../../../main/engine/agent/catalogue/ids.ts';
import { type CatalogueServices, openCatalogue } from '../../../../main/engine/agent/catalogue/open.ts';
import { stateDir } from '../../../../main/engine/agent/home.ts';
import { writeRecord } from '../../../../main/engine/agent/record.ts';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { firstChoices } from '../../../../main/engine/agent/catalogue/first-choices.ts';
import { showDestination } from '../../../../main/engine/destination/url.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';

let home: string;
const services = (): CatalogueServices => ({ home, disk: systemDisk, clock: systemClock, random: systemRandom });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tidemark-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const row = { id: 'db-1', path: '/a.db', addedAt: 5, own: {} };
const location = { kind: 'folder', path: '/to' } as const;
const place = { id: 'to-1', name: 'One', location, choices: firstChoices(location), secrets: [], addedAt: 4 };
const copy = { destination: 'to-1', url: 'file:///to/a.db-1' };

function filled(): Catalogue {
  const { catalogue } = openCatalogue(services());
  catalogue.addDestination(place);
  catalogue.addDatabase(row, [copy]);
  return catalogue;
}

describe('the catalogue', () => {
  it('gives back what was put in, after it was closed', () => {
    const first = filled();
    first.setPause('db-1', { until: 77 });
    first.setOwn('db-1', { checkpoints: 'app' });
    first.setSetting('theme', 'dark');
    first.close();
    const { catalogue, problem } = openCatalogue(services());
    expect(problem).toBeUndefined();
    expect(catalogue.databases()).toEqual([{ ...row, own: { checkpoints: 'app' }, pause: { until: 77 } }]);
    expect(catalogue.destinations()).toEqual([place]);
    expect(catalogue.copies('db-1')).toEqual([copy]);
    expect(catalogue.setting('theme')).toBe('dark');
    catalogue.setPause('db-1', {});
    expect(catalogue.databases()[0]?.pause).toEqual({});
    catalogue.setPause('db-1', undefined);
    expect(catalogue.databases()[0]?.pause).toBeUndefined();
    catalogue.close();
  });

  it('keeps the marks of an older one until they were carried into the journal', () => {
    filled().close();
    const db = new Sqlite(join(home, 'catalogue.db'));
    db.exec(`CREATE TABLE marks (
      database TEXT NOT NULL REFERENCES databases (id) ON DELETE CASCADE, name TEXT NOT NULL, txid INTEGER NOT NULL,
      at INTEGER NOT NULL, PRIMARY KEY (database, name)) STRICT, WITHOUT ROWID;
      INSERT INTO marks VALUES ('db-1', 'm', 3, 9); PRAGMA user_version = 3;`);
    db.close();
    for (let opening = 1; opening <= 2; opening++) {
      const { catalogue } = openCatalogue(services());
      expect(catalogue.olderMarks()).toEqual([{ database: 'db-1', name: 'm', txid: 3, at: 9 }]);
      expect(catalogue.databases()).toHaveLength(1);
      if (opening === 2) catalogue.forgetOlderMarks();
      catalogue.close();
    }
    const { catalogue } = openCatalogue(services());
    expect(catalogue.olderMarks()).toEqual([]);
    catalogue.close();
    const after = new Sqlite(join(home, 'catalogue.db'), { readonly: true });
    expect(after.prepare("SELECT name FROM sqlite_schema WHERE name = 'marks'").get()).toBeUndefined();
    after.close();
  });

  it('takes copies with a database, and lets no destination go that is in use', () => {
    const catalogue = filled();
    expect(() => {
      catalogue.removeDestination('to-1');
    }).toThrow(/FOREIGN KEY/);
    catalogue.removeDatabase('db-1');
    expect(catalogue.copies('db-1')).toEqual([]);
    catalogue.removeDestination('to-1');
    catalogue.close();
  });

  it('gives no folder to two databases, and keeps the copies it had when it cannot', () => {
    const catalogue = filled();
    expect(() => {
      catalogue.addDatabase({ ...row, id: 'db-2', path: '/b.db' }, [copy]);
    }).toThrow(/UNIQUE/);
    expect(catalogue.databases()).toHaveLength(1);
    expect(() => {
      catalogue.setCopies('db-1', [{ destination: 'to-none', url: 'file:///x' }]);
    }).toThrow(/FOREIGN KEY/);
    expect(catalogue.copies('db-1')).toEqual([copy]);
    catalogue.close();
  });

  it('offers one undo per database, the newest', () => {
    const catalogue = filled();
    const undo = { database: 'db-1', safety: '/s', before: 1, point: 2, at: 3, until: 4, spent: 'yes' } as const;
    for (const operation of ['op-1', 'op-2']) {
      catalogue.addUndo({ ...undo, operation });
      catalogue.offerUndo('db-1', operation);
    }
    expect(catalogue.undos().map(({ spent }) => spent)).toEqual(['yes', 'no']);
    catalogue.removeUndo('op-2');
    expect(catalogue.undos()).toHaveLength(1);
    catalogue.close();
  });

  it('leaves one alone that a newer version wrote', () => {
    filled().close();
    const db = new Sqlite(join(home, 'catalogue.db'));
    db.pragma('user_version = 99');
    db.close();
    expect(() => openCatalogue(services())).toThrow(/newer version/);
    expect(readdirSync(home).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

describe('a damaged catalogue', () => {
  function record(name: string, ...folders: readonly string[]): string {
    const path = join(home, name);
    const dir = stateDir(home, path);
    mkdirSync(dir, { recursive: true });
    const copies = folders.map((folder) => ({ url: pathToFileURL(folder).href, txid: 1n, safeAt: 0 }));
    writeRecord(systemDisk, dir, { path, copies }, systemRandom);
    return path;
  }

  it.each([
    ['no database', () => Buffer.from('not a database, whatever it was before')],
    ['zeros', (bytes: Buffer) => bytes.fill(0)],
    ['a torn page', (bytes: Buffer) => bytes.fill(0xa5, 4096, 12288)],
  ])('as %s is kept aside, and databases are found again from their records', (_what, damage) => {
    filled().close();
    const path = join(home, 'catalogue.db');
    writeFileSync(path, damage(readFileSync(path)));
    const a = record('a.db', '/one/a-1', '/two/a-1');
    const b = record('b.db', '/one/b-1');
    const { catalogue, problem } = openCatalogue(services());
    expect(problem).toMatchObject({ code: 'catalogue-damaged' });
    expect(catalogue.databases().map((found) => found.path)).toEqual(expect.arrayContaining([a, b]));
    expect(catalogue.destinations().map((one) => showDestination(one.location))).toEqual(expect.arrayContaining(['/one', '/two']));
    expect(catalogue.destinations()).toHaveLength(2);
    expect(catalogue.copies(catalogue.databases().find((found) => found.path === a)?.id ?? '')).toHaveLength(2);
    catalogue.close();
    expect(readdirSync(home).filter((name) => name.startsWith('catalogue-damaged-'))).not.toEqual([]);
  });

  it('gives a place to the database that is still there, when one that is gone had it before', () => {
    writeFileSync(join(home, 'catalogue.db'), 'not a database, whatever it was before');
    record('a-gone.db', '/one/a-1');
    const moved = record('b-moved.db', '/one/a-1');
    writeFileSync(moved, '');
    const { catalogue } = openCatalogue(services());
    const found = catalogue.databases().find(({ path }) => path === moved);
    expect(catalogue.copies(found?.id ?? '')).toMatchObject([{ url: 'file:///one/a-1' }]);
    catalogue.close();
  });
});

describe('ids', () => {
  it('are what commands take for one', () => {
    for (const id of [newDatabaseId(systemRandom), newDestinationId(systemRandom)]) {
      expect(id).toMatch(/^[a-z0-9-]{1,64}$/);
    }
  });
});
