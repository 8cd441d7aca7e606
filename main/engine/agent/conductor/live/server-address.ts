// The address of another Tidemark as a person types it.
import { TidemarkError } from '../../../base/errors.ts';
import { isLoopback } from '../../../base/listen.ts';
import { STREAM_PORT } from '../../../stream/server/address.ts';

/**
 * `macbook.local`, `192.168.1.20:7674`, `https://…`: as it is asked for. TLS everywhere but on this computer itself. `usage`
 * for what is no address.
 */
export function serverAddress(text: string): string {
  const typed = text.trim().replace(/^https?:\/\//i, '').replace(/[/#].*$/, '');
  const url = URL.parse(`https://${typed}`);
  if (url === null || url.hostname === '' || url.username !== '') {
    throw new TidemarkError('usage', `"${text.slice(0, 80)}" is not an address`, { hint: 'Write it as the other computer shows it: macbook.local:7674.' });
  }
  const port = /:\d+$/.test(typed) ? (url.port === '' ? '443' : url.port) : String(STREAM_PORT);
  const scheme = isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1')) ? 'http' : 'https';
  return `${scheme}://${url.hostname}:${port}`;
}
