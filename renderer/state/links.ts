// The two ways a page reaches the engine: through Electron's preload, or over a WebSocket to the dashboard's server.
import { NO_SESSION, SOCKET_PATH } from '../../main/ipc/contract/dashboard.ts';
import type { ToFace } from '../../main/ipc/contract/wire.ts';
import type { Bridge } from '../../main/ipc/contract/bridge.ts';
import type { Link, LinkState } from './session.ts';
import { createStore } from './store.ts';

/** From a lost connection to the next try: shortest and longest, ms. */
const RETRY_MS = { least: 250, most: 5000 } as const;

export function bridgeLink(bridge: Bridge): Link {
  return {
    state: createStore<LinkState>('live'),
    send: (message) => {
      bridge.send(message);
    },
    listen: (listener) => {
      bridge.listen(listener);
    },
    pathOf: (file) => bridge.pathOf(file),
  };
}

/** @param address `ws://127.0.0.1:7673/wire` */
export function socketLink(address: string): Link {
  const state = createStore<LinkState>('connecting');
  let socket: WebSocket | undefined;
  let listener: (message: ToFace) => void = () => undefined;
  let wait: number = RETRY_MS.least;
  const open = (): void => {
    socket = new WebSocket(address);
    socket.onopen = () => {
      wait = RETRY_MS.least;
      state.set('live');
    };
    socket.onmessage = ({ data }) => {
      listener(JSON.parse(String(data)) as ToFace);
    };
    socket.onclose = ({ code }) => {
      state.set(code === NO_SESSION ? 'refused' : 'lost');
      if (code === NO_SESSION) return;
      setTimeout(open, wait);
      wait = Math.min(RETRY_MS.most, wait * 2);
    };
  };
  open();
  return {
    state,
    send: (message) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    listen: (next) => {
      listener = next;
    },
    pathOf: () => '',
  };
}

declare global {
  interface Window {
    /** Put there by the preload; absent in the dashboard. */
    readonly tidemark?: Bridge;
  }
}

export function openLink(): Link {
  if (window.tidemark !== undefined) return bridgeLink(window.tidemark);
  return socketLink(`${window.location.origin.replace(/^http/, 'ws')}${SOCKET_PATH}`);
}
