// What a node knows of itself after a restart; when that cannot be read it must not take itself for a new one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemDisk } from '../../../../main/engine/base/disk.ts';
import { systemRandom } from '../../../../main/engine/base/random.ts';
import { NodeMemory } from '../../../../main/engine/stream/node/memory.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const open = (): NodeMemory => new NodeMemory({ dir, disk: systemDisk, random: systemRandom });

test('what was noted is there after a restart', () => {
  expect(open().facts).toEqual({ epoch: 0, was: 'new', peers: [] });
  open().note({ epoch: 7, was: 'primary', peers: ['http://127.0.0.1:1'] });
  expect(open().facts).toEqual({ epoch: 7, was: 'primary', peers: ['http://127.0.0.1:1'] });
});

test.each(['', '{"version":1,"epoch":7', '{}', '{"version":1,"epoch":7,"was":"king"}', '{"version":1,"epoch":"7","was":"primary"}', 'null'])(
  'a file that says %j is refused',
  (text) => {
    writeFileSync(join(dir, 'node.json'), text);
    expect(open).toThrow(expect.objectContaining({ code: 'refused' }));
  },
);
