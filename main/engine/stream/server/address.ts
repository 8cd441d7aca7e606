// Where those who follow are answered, and how that is written: `http://127.0.0.1:7674`, or with TLS
// `https://10.0.0.2:7674#sha256:<64 hex>`, which says which certificate is shown there.
import { TidemarkError } from '../../base/errors.ts';
import { isLoopback, type ListenAddress, readHostAndPort } from '../../base/listen.ts';

export const STREAM_PORT = 7674;

/** `127.0.0.1:7674`, `[::1]:7674`, `nas.local:7674`, `:7674` (all addresses), or a port alone (loopback); else `usage`. */
export function parseStreamAddress(text: string): ListenAddress {
  const address = readHostAndPort(/^\d+$/.test(text) ? `127.0.0.1:${text}` : text);
  if (address === undefined) {
    throw new TidemarkError('usage', `"${text}" is not an address to listen on`, {
      hint: 'Write it as in 127.0.0.1:7674, or :7674 for all networks of this computer.',
    });
  }
  return address.host === '' ? { ...address, host: '0.0.0.0' } : address;
}

/** An address with its pin. */
export interface PinnedUrl {
  /** Without the pin, a path or a slash at its end. */
  readonly address: string;
  /** `sha256:…`; absent on loopback. */
  readonly pin?: string;
}

/** `usage` for what is no address, for plain HTTP that others could hear, and for TLS without a pin. */
export function parsePinnedUrl(text: string): PinnedUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw addressError(text, 'it is not one', 'Write it as in http://127.0.0.1:7674 or https://HOST:7674#sha256:….');
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const address = `${url.protocol}//${url.host}`;
  if (url.protocol === 'http:') {
    if (isLoopback(host)) return { address };
    throw addressError(text, 'others could read along', 'Off this computer only https is spoken.');
  }
  const pin = url.hash.slice(1).toLowerCase();
  if (!/^sha256:[0-9a-f]{64}$/.test(pin)) {
    throw addressError(text, 'it does not say which certificate is shown there', 'Copy it whole, as that node prints it: https://…#sha256:….');
  }
  return { address, pin };
}

export function formatPinnedUrl({ address, pin }: PinnedUrl): string {
  return pin === undefined ? address : `${address}#${pin}`;
}

function addressError(text: string, why: string, hint: string): TidemarkError {
  return new TidemarkError('usage', `"${text}" cannot be used as the address of a node: ${why}`, { hint });
}
