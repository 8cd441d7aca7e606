import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../main/engine/base/clock.ts';
import type { EngineView } from '../../../main/engine/agent/views.ts';
import { CallError, type Channel, Client } from '../../../main/ipc/contract/client.ts';
import type { FromFace, ToFace } from '../../../main/ipc/contract/wire.ts';
import { Gateway } from '../../../main/ipc/gateway.ts';
import { EngineServer } from '../../../main/ipc/server.ts';
import { settle } from '../face.ts';
import { database, EMPTY, FakeEngine } from '../fake-engine.ts';
import { FakeShell, VIEW } from '../fake-shell.ts';

/** To a real server; `passes` decides of each message to the face whether it arrives. */
function channel(server: Gateway, sent: FromFace[], passes: (message: ToFace) => boolean = () => true): Channel {
  let tell: (message: ToFace) => void = () => undefined;
  const connection = server.connect((message) => {
    if (passes(message)) tell(structuredClone(message));
  });
  return {
    send: (message) => {
      sent.push(message);
      connection.receive(structuredClone(message));
    },
    listen: (listener) => {
      tell = listener;
    },
  };
}

interface SetUp {
  readonly engine: FakeEngine;
  readonly gateway: Gateway;
  readonly client: Client;
  readonly sent: FromFace[];
  readonly seen: unknown[];
}

function setUp(passes?: (message: ToFace) => boolean): SetUp {
  const engine = new FakeEngine();
  const gateway = new Gateway(new FakeShell(), new EngineServer(engine, systemClock), systemClock);
  const sent: FromFace[] = [];
  const seen: unknown[] = [];
  const note = (what: unknown): void => void seen.push(what);
  const client = new Client(channel(gateway, sent, passes), { onState: note, onShell: note, onShow: note });
  return { engine, gateway, client, sent, seen };
}

test('answers, and errors as errors', async () => {
  const { client } = setUp();
  expect(await client.call('diagnostics.report', {})).toBe('all is well');
  const failed = client.call('database.check', { path: '/gone' });
  await expect(failed).rejects.toThrow(CallError);
  await expect(failed).rejects.toMatchObject({ code: 'database-missing', hint: 'Look elsewhere.' });
});

test('news on the way', async () => {
  const { client } = setUp();
  const news: unknown[] = [];
  await client.call('destination.test', { place: { location: { kind: 'folder', path: '/b' } } }, { onNews: (told) => news.push(told) });
  expect(news).toEqual([{ kind: 'line', line: { step: 'reach', result: 'ok', value: 3 } }]);
});

describe('cancelling', () => {
  test('on the way', async () => {
    const { client, engine } = setUp();
    const abort = new AbortController();
    const answer = client.call('database.find', {}, { signal: abort.signal });
    await engine.holding('find');
    abort.abort();
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
  });

  test('before it began', async () => {
    const { client } = setUp();
    await expect(client.call('database.find', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });

  test('after it ended asks for nothing', async () => {
    const { client, sent } = setUp();
    const abort = new AbortController();
    await client.call('diagnostics.report', {}, { signal: abort.signal });
    abort.abort();
    expect(sent.filter(({ kind }) => kind === 'cancel')).toEqual([]);
  });
});

test('state, shell and where to go', () => {
  const { client, engine, gateway, seen } = setUp();
  client.watch();
  engine.become({ ...EMPTY, lastEntry: 4 });
  gateway.show({ screen: 'settings' });
  expect(seen).toEqual([VIEW, EMPTY, { ...EMPTY, lastEntry: 4 }, { screen: 'settings' }]);
});

test.each([2, 3, 4, 5, 6, 7])('over a channel that loses every %ith message it still ends with the state', async (nth) => {
  let count = 0;
  const { client, engine, sent, seen } = setUp(({ kind }) => kind === 'shell' || ++count % (nth + 1) !== 0);
  client.watch();
  let last: EngineView = EMPTY;
  for (let step = 1; step <= 100; step++) {
    last = { ...EMPTY, lastEntry: step, databases: { [`db-${step % 5}`]: { ...database('db-1', '/a'), txid: step } } };
    engine.become(last);
  }
  await settle();
  // The last message may have been among the lost: one more change that arrives brings everything.
  for (let more = 0; more < 3; more++) engine.become({ ...last, lastEntry: 1000 + more });
  expect(seen.at(-1)).toMatchObject({ databases: last.databases });
  expect(sent.filter(({ kind }) => kind === 'watch').length).toBeGreaterThan(1);
});

test('a lost channel ends every call that waits', async () => {
  const { client, engine } = setUp();
  const answer = client.call('database.find', {});
  await engine.holding('find');
  client.fail({ code: 'busy', message: 'gone', hint: '' });
  await expect(answer).rejects.toMatchObject({ code: 'busy', message: 'gone' });
});
