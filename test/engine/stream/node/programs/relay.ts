// Carries bytes between two places, so that a network of its own reaches one server outside: `tcp:HOST:PORT` or `unix:PATH`. With a
// third word each piece is late by so many ms, and by as much again by chance.
import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const [from = '', to = '', late = '0'] = process.argv.slice(2);

function place(text: string): { path: string } | { host: string; port: number } {
  const [kind, first = '', port] = text.split(':');
  return kind === 'unix' ? { path: first } : { host: first, port: Number(port) };
}

function delayed(): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      void sleep(Number(late) * (1 + Math.random())).then(() => {
        done(null, chunk);
      });
    },
  });
}

createServer((socket) => {
  const other: Socket = connect(place(to));
  if (late === '0') socket.pipe(other).pipe(socket);
  else socket.pipe(delayed()).pipe(other).pipe(delayed()).pipe(socket);
  for (const end of [socket, other]) {
    end.on('error', () => {
      socket.destroy();
      other.destroy();
    });
  }
}).listen(place(from), () => {
  process.send?.('ready');
});
process.on('disconnect', () => process.exit());
