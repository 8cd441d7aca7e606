// The heartbeat, against a real server and with a clock that tests move.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HeartbeatSender } from '../../../main/cli/replicate/heartbeat.ts';
import type { LogEvent } from '../../../main/cli/terminal/log.ts';
import { FakeClock } from '../../engine/fake-clock.ts';

const INTERVAL = 300_000;

let server: Server;
let clock: FakeClock;
let calls: string[];
let answer: (response: ServerResponse) => void;
let events: LogEvent[];
let well: boolean;
let sender: HeartbeatSender;

beforeEach(async () => {
  [calls, events, well] = [[], [], true];
  answer = (response) => response.end('thanks');
  server = createServer((request, response) => {
    calls.push(`${request.method!} ${request.url!}`);
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  clock = new FakeClock();
  sender = new HeartbeatSender({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/beat?secret=1`,
    interval: INTERVAL,
    clock,
    log: { write: (event) => events.push(event) },
    allWellWithin: (ms) => well && ms === INTERVAL,
  });
  sender.start();
});
afterEach(async () => {
  await sender.stop();
  server.closeAllConnections();
  server.close();
});

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await setTimeout(5);
};

test('once in each interval while all is well, and not a word otherwise', async () => {
  clock.advance(INTERVAL);
  await until(() => calls.length === 1);
  await until(() => clock.untilDue() === INTERVAL);
  well = false;
  clock.advance(INTERVAL);
  await until(() => clock.untilDue() === INTERVAL);
  well = true;
  clock.advance(INTERVAL);
  await until(() => calls.length === 2);
  expect(calls).toEqual(['GET /beat?secret=1', 'GET /beat?secret=1']);
  expect(events).toEqual([]);
});

test('a failure is said once, without what the URL may hold, until it works again', async () => {
  answer = (response) => response.writeHead(500).end();
  for (const beat of [1, 2]) {
    await until(() => clock.untilDue() === INTERVAL);
    clock.advance(INTERVAL);
    await until(() => calls.length === beat && clock.untilDue() === INTERVAL);
  }
  expect(events).toMatchObject([{ level: 'warn', event: 'heartbeat-failed' }]);
  expect(events[0]!.message).toContain('the answer was 500');
  expect(events[0]!.message).not.toContain('secret');
});

test('a server that never answers is given up after half a minute, and the next beat comes', async () => {
  answer = () => undefined;
  clock.advance(INTERVAL);
  await until(() => calls.length === 1);
  clock.advance(30_000);
  await until(() => events.length === 1);
  answer = (response) => response.end();
  await until(() => clock.untilDue() === INTERVAL);
  clock.advance(INTERVAL);
  await until(() => calls.length === 2);
});

test('stopping does not wait for an answer', async () => {
  answer = () => undefined;
  clock.advance(INTERVAL);
  await until(() => calls.length === 1);
  await sender.stop();
  expect(events).toEqual([]);
});
