// Joins the pages of our windows to the gateway: one connection per page, closed when the page goes.
import type { Connection } from '../../ipc/connection.ts';
import { CHANNEL } from '../../ipc/contract/bridge.ts';
import type { Route } from '../../ipc/contract/shell.ts';
import type { ToFace } from '../../ipc/contract/wire.ts';
import type { Gateway } from '../../ipc/gateway.ts';
import type { Log } from '../logs/log.ts';
import type { On } from '../on.ts';
import { judgeSender, type Sent } from './sender.ts';
import { isMessage } from './size.ts';

/** What is needed of Electron's WebContents. */
export interface FaceContents {
  readonly id: number;
  readonly on: On<'did-navigate'> & On<'render-process-gone'> & On<'destroyed'>;
  isDestroyed(): boolean;
  send(channel: string, message: ToFace): void;
}

interface Page {
  readonly contents: FaceContents;
  connection: Connection | undefined;
  /** Where the person is to be brought as soon as the page listens. */
  route: Route | undefined;
}

export class Faces {
  readonly #gateway: Gateway;
  readonly #log: Log;
  readonly #pages = new Map<number, Page>();
  #refused = 0;

  constructor(gateway: Gateway, log: Log) {
    this.#gateway = gateway;
    this.#log = log;
  }

  /** From now on, what this page says is heard. */
  add(contents: FaceContents): void {
    const page: Page = { contents, connection: undefined, route: undefined };
    this.#pages.set(contents.id, page);
    // A new page counts its calls from the start: the old one's connection is not for it.
    contents.on('did-navigate', () => {
      leave(page);
    });
    contents.on('render-process-gone', () => {
      leave(page);
    });
    contents.on('destroyed', () => {
      leave(page);
      this.#pages.delete(contents.id);
    });
  }

  receive(sent: Sent, message: unknown): void {
    const verdict = judgeSender(sent, new Set(this.#pages.keys()));
    const page = this.#pages.get(sent.sender.id);
    if (verdict !== 'ours' || page === undefined) this.#refuse(verdict);
    else if (!isMessage(message)) this.#refuse('no message');
    else this.#take(page, message);
  }

  /** Brings the person to a screen, in a page that listens now or later. */
  show(contents: number, route: Route): void {
    const page = this.#pages.get(contents);
    if (page?.connection === undefined) {
      if (page !== undefined) page.route = route;
    } else this.#gateway.show(route, page.connection);
  }

  #take(page: Page, message: object): void {
    page.connection ??= this.#gateway.connect((answer) => {
      if (!page.contents.isDestroyed()) page.contents.send(CHANNEL, answer);
    });
    if (page.connection.receive(message) === 'refused') this.#refuse('no message');
    const { route } = page;
    page.route = undefined;
    if (route !== undefined) this.#gateway.show(route, page.connection);
  }

  /** Told at every doubling, so that a flood does not fill the log. */
  #refuse(why: string): void {
    this.#refused += 1;
    const refused = this.#refused;
    if (Number.isInteger(Math.log2(refused))) this.#log.warn({ why, refused }, 'message refused');
  }
}

function leave(page: Page): void {
  page.connection?.close();
  page.connection = undefined;
}
