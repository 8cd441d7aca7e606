// Following a server that is made of the wire alone: what it sends, what it hears, and what it does wrong.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../main/engine/base/clock.ts';
import type { Pos } from '../../../../main/engine/ltx/pos.ts';
import { ServerFeed } from '../../../../main/engine/stream/follow/server-feed.ts';
import { chunked } from '../../../../main/engine/stream/wire/chunks.ts';
import { encodeFrame, type StreamFrame } from '../../../../main/engine/stream/wire/frame.ts';
import { decodePosMap } from '../../../../main/engine/stream/wire/pos-map.ts';
import { Place } from '../follower.ts';
import { Source, type SourceFile } from '../source.ts';
import { Following } from './rig.ts';

const NAME = 'app.db';

class Primary {
  /** Where those who connected said they were. */
  readonly asked: (Pos | undefined)[] = [];
  readonly acknowledged: (Pos | undefined)[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  #server: Server;
  #connected = Promise.withResolvers<ServerResponse>();

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    onTestFinished(() => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
  }

  async feed(): Promise<ServerFeed> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    const node = { id: '0123456789ABCDEF', name: 'Büro' };
    return new ServerFeed({ address: `http://127.0.0.1:${port}`, token: 'secret', name: NAME, node, clock: systemClock });
  }

  /** The next follower that connects. */
  async next(): Promise<ServerResponse> {
    const response = await this.#connected.promise;
    this.#connected = Promise.withResolvers();
    return response;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of request as AsyncIterable<Uint8Array>) pieces.push(piece);
    const pos = decodePosMap(Buffer.concat(pieces)).get(NAME);
    this.headers.push(request.headers);
    if (request.url === '/acknowledge') {
      this.acknowledged.push(pos);
      response.writeHead(204).end();
      return;
    }
    expect(request.url).toBe(`/stream?filter=${NAME}`);
    this.asked.push(pos);
    response.writeHead(200).flushHeaders();
    this.#connected.resolve(response);
  }
}

function say(response: ServerResponse, frame: StreamFrame): void {
  response.write(encodeFrame(frame));
}

async function send(response: ServerResponse, ...files: readonly SourceFile[]): Promise<void> {
  for (const file of files) {
    say(response, { kind: 'ltx', name: NAME });
    for await (const piece of chunked(file.open())) response.write(piece);
  }
}

describe('a stream', () => {
  test('brings everything, is level when the server says so, and tells back what is applied', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const primary = new Primary();
    const heard: string[] = [];
    const following = await Following.start(place, await primary.feed(), {
      onReady: () => heard.push('ready'),
      onHandOff: (lease) => heard.push(lease),
    });
    const stream = await primary.next();
    const headers = { authorization: 'Bearer secret', 'litefs-id': '0123456789ABCDEF', 'tidemark-name': 'B%C3%BCro' };
    expect(primary.headers[0]).toMatchObject(headers);
    expect(primary.asked).toEqual([undefined]);
    await send(stream, source.begin(), source.transfer());
    await following.at(2n);
    expect(heard).toEqual([]);
    say(stream, { kind: 'ready' });
    say(stream, { kind: 'heartbeat', at: 1_700_000_005_000 });
    say(stream, { kind: 'hwm', txid: 2n, name: 'other.db' });
    await send(stream, source.transfer());
    say(stream, { kind: 'handoff', lease: 'lease-7' });
    await following.at(3n);
    place.expectShows(source.files.at(-1)!);
    await expect.poll(() => heard).toEqual(['ready', 'lease-7']);
    await expect.poll(() => primary.acknowledged.at(-1)).toEqual(source.files.at(-1)!.pos);
    expect(following.follower.view).toMatchObject({ lag: 0, behind: 0, txid: 3, role: { kind: 'following' } });
    expect(following.copy.next(2n)).toMatchObject({ kind: 'file', range: { min: 3n, max: 3n } });
    expect(following.copy.checksumAt(2n)).toBe(source.files[1]!.pos.postApplyChecksum);
  });

  test('that ends, breaks off in the middle of a file or talks nonsense is asked for again from where the follower is', async () => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const primary = new Primary();
    const following = await Following.start(place, await primary.feed());
    const first = await primary.next();
    await send(first, source.begin());
    say(first, { kind: 'end' });
    const second = await primary.next();
    const file = source.transfer(20_000);
    say(second, { kind: 'ltx', name: NAME });
    second.write(Buffer.from([0, 200, ...file.bytes.subarray(0, 100)]));
    await new Promise((resolve) => second.write('', resolve));
    second.destroy();
    const third = await primary.next();
    third.write('HTTP/1.1 200 OK');
    const fourth = await primary.next();
    await send(fourth, file);
    await following.at(2n);
    expect(primary.asked).toEqual([undefined, ...Array.from({ length: 3 }, () => source.files[0]!.pos)]);
    expect(following.troubles.map(({ code }) => code)).toEqual(['stream-absent', 'stream-protocol']);
    place.expectShows(file);
  });

  test('of another history: asked for anew as from nothing, set apart, replaced', async () => {
    const place = new Place();
    const ours = new Source(join(place.dir, 'ours.db'));
    const theirs = new Source(join(place.dir, 'theirs.db'));
    theirs.begin();
    theirs.transfer();
    const primary = new Primary();
    const following = await Following.start(place, await primary.feed());
    const first = await primary.next();
    await send(first, ours.begin(), ours.commit("INSERT INTO log VALUES ('only here')"), theirs.transfer());
    const second = await primary.next();
    expect(primary.asked.at(-1)).toBeUndefined();
    await send(second, theirs.snapshot(), theirs.transfer());
    await following.at(4n);
    place.expectShows(theirs.files.at(-1)!);
    expect(following.follower.view.quarantined).toMatchObject([{ txid: 2 }]);
  });

  test.each([
    ['is set apart before', undefined, 1],
    ['is not, where the server says that it has all of it', 1n, 0],
  ])('a snapshot in place of what follows: what is here %s', async (_, had, copies) => {
    const place = new Place();
    const source = new Source(join(place.dir, 'source.db'));
    const primary = new Primary();
    const following = await Following.start(place, await primary.feed());
    const stream = await primary.next();
    await send(stream, source.begin());
    source.transfer();
    if (had !== undefined) say(stream, { kind: 'hwm', txid: had, name: NAME });
    await send(stream, source.snapshot());
    await following.at(2n);
    expect(following.copy.file.quarantined).toHaveLength(copies);
    place.expectShows(source.files.at(-1)!);
  });

  test('nobody there: it says so, and is level once somebody is', async () => {
    const place = new Place();
    const node = { id: '0123456789ABCDEF', name: 'x' };
    const feed = new ServerFeed({ address: 'http://127.0.0.1:1', token: 't', name: NAME, node, clock: systemClock });
    const following = await Following.start(place, feed);
    await following.until(({ view }) => view.role.kind === 'searching');
    expect(following.follower.view.role).toMatchObject({ reason: { code: 'stream-absent' } });
    expect(following.follower.view.lag).toBeUndefined();
  });
});
