// What all our HTTP servers have in common: how an address is written, bounds on what callers could stretch, and what is said
// where an address cannot be had.
import { once } from 'node:events';
import type { Server, ServerOptions } from 'node:http';
import { type AddressInfo, isIPv4 } from 'node:net';
import { errnoOf, TidemarkError } from './errors.ts';

export interface ListenAddress {
  /** A name or an address, without brackets. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** Times in ms, sizes in bytes. */
export interface HttpBounds {
  readonly connections: number;
  /** Until the headers of a request are there; until all of it is. */
  readonly headers: number;
  readonly request: number;
  /** A connection on which nothing moves. */
  readonly silence: number;
  readonly headerBytes: number;
}

/** `HOST:PORT`, as `hostAndPort` writes it or with `localhost`; without a host (`:7674`) that is empty. Undefined for anything else. */
export function readHostAndPort(text: string): ListenAddress | undefined {
  const [, name = '', digits = ''] = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]*):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) return undefined;
  const host = name.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return { host: host === 'localhost' ? '127.0.0.1' : host, port };
}

/** As a URL has it: `127.0.0.1:7674`, `[::1]:7674`. */
export function hostAndPort({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether only this computer reaches it. */
export function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || (isIPv4(host) && host.startsWith('127.'));
}

/** What a server is made with; `keepBounds` is the rest of it. */
export function boundedOptions({ headers, request, headerBytes }: HttpBounds): ServerOptions {
  return {
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: Math.min(1000, headers),
    keepAliveTimeout: 5000,
    maxHeaderSize: headerBytes,
  };
}

export function keepBounds(server: Server, { connections, silence }: HttpBounds): void {
  server.maxConnections = connections;
  server.timeout = silence;
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) socket.destroy();
    else
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => {
        socket.destroy();
      });
  });
}

/**
 * Resolves with where it listens. `busy` when another program has the port, else `refused`.
 * @param choice what people may choose another of
 */
export async function listenOn(
  server: Server,
  { host, port }: ListenAddress,
  choice: { readonly port: string; readonly address: string },
): Promise<ListenAddress> {
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return { host, port: (server.address() as AddressInfo).port };
  } catch (cause) {
    const taken = errnoOf(cause) === 'EADDRINUSE';
    throw new TidemarkError(taken ? 'busy' : 'refused', `${hostAndPort({ host, port })} cannot be listened on`, {
      hint: taken ? `Another program has it: choose another ${choice.port}.` : `Choose another ${choice.address}.`,
      cause,
    });
  }
}
