// Letting other computers follow the databases of the running Tidemark, and letting one of them in.
import { TidemarkError } from '../../engine/base/errors.ts';
import { isLoopback, type ListenAddress } from '../../engine/base/listen.ts';
import { parseStreamAddress } from '../../engine/stream/server/address.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type Running, withRunning } from '../running/running.ts';
import { formatClock } from '../text/times.ts';

/** Databases that are named. */
const MOST_NAMED = 10;

/** `off`, or where; `usage` for what is neither, and for one network of several: it would be all of them. */
export function parseStreaming(text: string): ListenAddress | 'off' {
  if (text === 'off') return text;
  const address = parseStreamAddress(text);
  if (isLoopback(address.host) || address.host === '0.0.0.0') return address;
  throw new TidemarkError('usage', `others cannot be let follow at ${address.host} alone`, {
    hint: `Write :${address.port} for all networks of this computer, or 127.0.0.1:${address.port} for none.`,
  });
}

export async function letOthersFollow(where: ListenAddress | 'off', context: Context): Promise<void> {
  await withRunning(context, async (running) => {
    if (where === 'off') {
      await running.call('live.serve', { kind: 'off' }, 'serving');
      context.console.say('Nobody can follow databases of this computer any more.');
      return EXIT.ok;
    }
    const reach = isLoopback(where.host) ? 'loopback' : 'network';
    await running.call('live.serve', { kind: 'on', reach, port: where.port }, 'serving');
    const who = reach === 'loopback' ? 'Programs on this computer, and no others,' : 'Other computers';
    const at = await servedAt(running);
    context.console.say(`${who} can follow databases of this one${at}. \`tidemark pair\` shows a code that lets one in.`);
    return EXIT.ok;
  });
}

async function servedAt(running: Running): Promise<string> {
  const { live } = await running.state();
  return live.serving.kind === 'on' ? `, at ${live.serving.address}` : '';
}

export function runPair({ json }: { readonly json: boolean }, context: Context): Promise<number> {
  return withRunning(context, async (running) => {
    const { code, until, address } = await running.call('live.pair', {}, 'pairing');
    if (json) {
      context.console.printJson({ code, address, until: new Date(until).toISOString() });
      return EXIT.ok;
    }
    context.console.print(`On the other computer: tidemark follow ${address}/NAME -o FILE -pair ${code}`);
    context.console.say(`The code is good once, until ${formatClock(until)}. ${describeNames(Object.values((await running.state()).databases))}`);
    return EXIT.ok;
  });
}

/** What may stand for NAME. */
function describeNames(databases: readonly { readonly name: string }[]): string {
  const all = [...new Set(databases.map(({ name }) => name))];
  const names = all.slice(0, MOST_NAMED);
  if (names.length === 0) return 'No database is protected yet that could be followed.';
  return `NAME is one of: ${names.join(', ')}${all.length > MOST_NAMED ? ', …' : ''}`;
}
