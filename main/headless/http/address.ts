// Where the dashboard listens: on this computer alone.
import { isIPv4 } from 'node:net';
import { TidemarkError } from '../../engine/base/errors.ts';

export interface Address {
  /** A loopback address, without brackets. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export const DEFAULT_ADDRESS: Address = { host: '127.0.0.1', port: 7673 };

/** `127.0.0.1:7673`, `localhost:7673`, `[::1]:7673`; `usage` for anything else, and for what others could reach. */
export function parseAddress(text: string): Address {
  const [, name = '', digits = ''] = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (name === '' || port > 65_535) {
    throw new TidemarkError('usage', `"${text}" is not an address`, { hint: 'Write it as in 127.0.0.1:7673.' });
  }
  const host = name === 'localhost' ? '127.0.0.1' : name.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (host !== '::1' && !(isIPv4(host) && host.startsWith('127.'))) throw reachable(name, port);
  return { host, port };
}

/** What stands for the address in a URL. */
export function urlHost({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Every way a browser on this computer may write it in its `Host` header, in lower case. */
export function ownHosts(address: Address): ReadonlySet<string> {
  const hosts = [urlHost(address), `localhost:${address.port}`];
  return new Set(address.port === 80 ? [...hosts, ...hosts.map((host) => host.replace(/:80$/, ''))] : hosts);
}

function reachable(name: string, port: number): TidemarkError {
  return new TidemarkError('usage', `${name} can be reached from other computers`, {
    hint: `The dashboard listens on this computer alone. From another one: ssh -L ${port}:127.0.0.1:${port} HOST`,
  });
}
