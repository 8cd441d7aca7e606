// Where the dashboard listens: on this computer alone.
import { TidemarkError } from '../../engine/base/errors.ts';
import { hostAndPort, isLoopback, type ListenAddress, readHostAndPort } from '../../engine/base/listen.ts';

export const DEFAULT_ADDRESS: ListenAddress = { host: '127.0.0.1', port: 7673 };

/** `127.0.0.1:7673`, `localhost:7673`, `[::1]:7673`; `usage` for anything else, and for what others could reach. */
export function parseAddress(text: string): ListenAddress {
  const address = readHostAndPort(text);
  if (address === undefined || address.host === '') {
    throw new TidemarkError('usage', `"${text}" is not an address`, { hint: 'Write it as in 127.0.0.1:7673.' });
  }
  if (!isLoopback(address.host)) throw reachable(text.replace(/:\d+$/, ''), address.port);
  return address;
}

/** Every way a browser on this computer may write it in its `Host` header, in lower case. */
export function ownHosts(address: ListenAddress): ReadonlySet<string> {
  const hosts = [hostAndPort(address), `localhost:${address.port}`];
  return new Set(address.port === 80 ? [...hosts, ...hosts.map((host) => host.replace(/:80$/, ''))] : hosts);
}

function reachable(name: string, port: number): TidemarkError {
  return new TidemarkError('usage', `${name} can be reached from other computers`, {
    hint: `The dashboard listens on this computer alone. From another one: ssh -L ${port}:127.0.0.1:${port} HOST`,
  });
}
