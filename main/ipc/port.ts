// The wire over a MessagePort: the engine's server in one thread, the gateway with its faces in another.
import type { MessagePort } from 'node:worker_threads';
import { messageOf } from '../engine/base/errors.ts';
import type { Connection, MessageServer } from './connection.ts';
import { fromFace, type ToFace } from './contract/wire.ts';

/** In the engine's thread: one port is one face. What is not of the wire closes it. */
export function servePort(server: MessageServer, port: MessagePort): void {
  const connection = server.connect((message) => {
    port.postMessage(message);
  });
  port.on('message', (message) => {
    if (connection.receive(message) === 'refused') port.close();
  });
  port.on('messageerror', () => {
    port.close();
  });
  port.on('close', () => {
    connection.close();
  });
}

/** In the thread of the faces: the other end of a port that `servePort` has. */
export function connectPort(port: MessagePort, send: (message: ToFace) => void): Connection {
  port.on('message', send);
  return {
    receive: (message) => {
      try {
        port.postMessage(message);
      } catch (error) {
        refuse(message, error, send);
      }
      return 'taken';
    },
    close: () => {
      port.close();
    },
  };
}

/** Not everything can cross to another thread; who called is told. */
function refuse(given: unknown, reason: unknown, send: (message: ToFace) => void): void {
  const { data: message } = fromFace.safeParse(given);
  if (message?.kind !== 'call') return;
  const error = { code: 'usage', message: `this cannot be sent: ${messageOf(reason)}`, hint: 'Send plain values only.' };
  send({ kind: 'result', call: message.call, outcome: { ok: false, error } });
}
