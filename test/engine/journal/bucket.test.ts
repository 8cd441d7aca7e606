// The journal in a bucket of a real server: what it promises over a network, and which requests that costs.
import { expect, test } from 'vitest';
import { openObjectStore } from '../../../main/engine/destination/open.ts';
import { freeTraffic } from '../../../main/engine/destination/traffic.ts';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import { Journal } from '../../../main/engine/journal/journal.ts';
import { ObjectStore } from '../../../main/engine/journal/object-store.ts';
import { watchJournal } from '../../../main/engine/journal/watching.ts';
import { useS3 } from '../../servers/s3.ts';
import { append, fill, told } from './rig.ts';

const s3 = useS3();
const SMALL = { segmentSize: 60 };

function store(path = 'journal'): ObjectStore {
  const deps = { secrets: s3.secrets, traffic: freeTraffic, clock: systemClock, random: systemRandom, env: {} };
  return new ObjectStore(openObjectStore(s3.at(path), deps));
}

test('entries, checkpoints, letting go, and looking at it from elsewhere', async () => {
  const journal = await Journal.open(store(), SMALL);
  await fill(journal, 'abc');
  const number = await journal.createCheckpoint();
  await Promise.all(Array.from('defgh').map((letter) => append(journal, letter)));
  await journal.close();
  const again = await Journal.open(store(), SMALL);
  expect(await told(again)).toBe('1:a 2:b 3:c 4:d 5:e 6:f 7:g 8:h');
  expect(await told(again, { from: { kind: 'checkpoint', number } })).toBe('4:d 5:e 6:f 7:g 8:h');
  expect(await append(again, 'i')).toBe(9n);
  await again.acknowledge(9n);
  expect(await again.trim()).toBe(2);
  const reader = await watchJournal(store());
  expect(await told(reader, { order: 'backward' })).toBe('9:i');
  expect(reader.problems).toEqual([]);
  await reader.close();
  await again.close();
});

test('a group is one request, and nothing is asked for while nothing is written', async () => {
  const journal = await Journal.open(store());
  // The destination looks once in each folder for uploads that were left half-way.
  await append(journal, 'first');
  const before = await s3.mark();
  await Promise.all(Array.from('abcdef').map((letter) => append(journal, letter)));
  const requests = await s3.requests(before);
  expect(requests.map(({ method }) => method)).toEqual(['PUT']);
  await journal.close();
});

test('two writers at once: each entry that was called durable is there, once, and who was too late is told', async () => {
  const kept: string[] = [];
  let refusals = 0;
  const write = async (name: string): Promise<void> => {
    let journal = await Journal.open(store(), SMALL);
    for (let n = 0; n < 12; n++) {
      try {
        kept.push(`${await append(journal, `${name}${n}`)}:${name}${n}`);
      } catch (error) {
        expect(error).toMatchObject({ code: 'destination-conflict' });
        refusals++;
        await journal.close();
        journal = await Journal.open(store(), SMALL);
      }
    }
    await journal.close();
  };
  await Promise.all([write('x'), write('y')]);
  expect(refusals).toBeGreaterThan(0);
  const journal = await Journal.open(store(), SMALL);
  expect(journal.problems).toEqual([]);
  const lsnOf = (entry: string): number => Number(entry.split(':')[0]);
  expect((await told(journal)).split(' ')).toEqual(kept.toSorted((a, b) => lsnOf(a) - lsnOf(b)));
  await journal.close();
});
