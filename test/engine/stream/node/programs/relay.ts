// Carries bytes between two places, so that a network of its own reaches one server outside: `tcp:HOST:PORT` or `unix:PATH`.
import { connect, createServer, type Socket } from 'node:net';

const [from = '', to = ''] = process.argv.slice(2);

function place(text: string): { path: string } | { host: string; port: number } {
  const [kind, first = '', port] = text.split(':');
  return kind === 'unix' ? { path: first } : { host: first, port: Number(port) };
}

createServer((socket) => {
  const other: Socket = connect(place(to));
  socket.pipe(other).pipe(socket);
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
