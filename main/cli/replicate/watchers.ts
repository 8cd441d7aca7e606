// What a run tells others while it goes on: metrics for those who ask, a heartbeat for one that is told.
import { statSync } from 'node:fs';
import { tidemarkVersion } from '../../ipc/version.ts';
import { homeOf } from '../bridge/known.ts';
import { lastProved } from '../bridge/proved.ts';
import type { Service } from '../config/service.ts';
import type { Context } from '../context.ts';
import type { MetricsServer } from '../metrics/server.ts';
import type { Log } from '../terminal/log.ts';
import { HeartbeatSender } from './heartbeat.ts';
import type { Member } from './members.ts';
import type { Session } from './session.ts';

export interface Watchers {
  stop(): Promise<void>;
}

/** `busy` or `refused` when the address of the metrics cannot be listened on. */
export async function startWatchers({ metrics, heartbeat }: Service, session: Session, log: Log, context: Context): Promise<Watchers> {
  const { clock } = context;
  const server = metrics && (await openMetrics(metrics, session, context));
  if (server !== undefined) {
    const { host, port } = server.address;
    const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}/metrics`;
    log.write({ level: 'info', event: 'metrics', message: `metrics are at ${address}`, fields: { address } });
  }
  const allWellWithin = (ms: number): boolean => isAllWell(session, clock.now() - ms);
  const sender = heartbeat && new HeartbeatSender({ ...heartbeat, clock, log, allWellWithin });
  sender?.start();
  return {
    stop: async () => {
      await Promise.all([server?.close(), sender?.stop()]);
    },
  };
}

async function openMetrics(address: NonNullable<Service['metrics']>, session: Session, { clock, disk, env }: Context): Promise<MetricsServer> {
  const [{ serveMetrics }, { collect }, { formatFamilies }] = await Promise.all([
    import('../metrics/server.ts'),
    import('../metrics/collect.ts'),
    import('../metrics/exposition.ts'),
  ]);
  const { places } = session.agent;
  const home = await homeOf(env);
  const page = (): string =>
    formatFamilies(
      collect({
        version: tidemarkVersion(),
        databases: session.members,
        places: places.all,
        penOf: (url) => places.penOf(url),
        provedAt: (url) => lastProved(disk, home, url),
        sizeOf: (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
        now: clock.now(),
      }),
    );
  return serveMetrics(address, page, (path) => {
    return session.members.find(({ config }) => config.path === path)?.database.generations[0];
  });
}

/** Whether every database was wholly at each of its destinations at some moment since, ms since the epoch. */
function isAllWell(session: Session, since: number): boolean {
  return session.members.length > 0 && !session.hasRefused && session.members.every((member) => isWell(member, since));
}

function isWell({ database }: Member, since: number): boolean {
  const { state, destinations } = database.status();
  if (state.kind === 'safe') return true;
  return state.kind === 'behind' && destinations.every(({ safeAt }) => safeAt >= since);
}
