// What a run tells others of itself: where metrics are to be had, and who is told that all is well.
import { TidemarkError } from '../../engine/base/errors.ts';
import { type ListenAddress, readHostAndPort } from '../../engine/base/listen.ts';
import type { FileDraft } from './drafts.ts';
import type { Problems } from './problems.ts';

export interface Heartbeat {
  /** `http:` or `https:`. */
  readonly url: string;
  /** Ms. */
  readonly interval: number;
}

export interface Service {
  /** Of `/metrics`. */
  readonly metrics: ListenAddress | undefined;
  readonly heartbeat: Heartbeat | undefined;
}

const USUAL_INTERVAL = 300_000;
const LEAST_INTERVAL = 60_000;

export function serviceOf({ addr, heartbeatUrl, heartbeatInterval }: FileDraft, problems: Problems): Service {
  const metrics = addr && problems.attempt(addr.at, () => listenAddress(addr.value));
  const interval = heartbeatInterval?.value ?? USUAL_INTERVAL;
  if (heartbeatInterval !== undefined && interval < LEAST_INTERVAL) {
    problems.add(heartbeatInterval.at, 'the heartbeat is at most one a minute', 'Write 1m or more.');
  }
  if (heartbeatUrl === undefined) return { metrics, heartbeat: undefined };
  const isUrl = /^https?:$/.test(URL.parse(heartbeatUrl.value)?.protocol ?? '');
  if (!isUrl) problems.add(heartbeatUrl.at, 'the heartbeat goes to a URL', 'As https://host/path.');
  return { metrics, heartbeat: { url: heartbeatUrl.value, interval } };
}

/** `:9090` is on this computer alone; an address that others can reach has to be said: `0.0.0.0:9090`. */
function listenAddress(text: string): ListenAddress {
  const address = readHostAndPort(text);
  if (address === undefined) {
    throw new TidemarkError('config', `"${text}" is not an address`, { hint: 'Write it as 127.0.0.1:9090, or :9090.' });
  }
  return address.host === '' ? { ...address, host: '127.0.0.1' } : address;
}
