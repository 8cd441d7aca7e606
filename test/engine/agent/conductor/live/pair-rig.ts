// Two computers: one whose databases are followed, one that follows; each with its own engine.
import Sqlite from 'better-sqlite3';
import type { Engine } from '../../../../../main/engine/agent/engine.ts';
import type { ServerOffer } from '../../../../../main/engine/agent/live.ts';
import type { ReplicaView } from '../../../../../main/engine/agent/views.ts';
import { EngineRig, quietWork } from '../rig.ts';

export class TwoComputers implements AsyncDisposable {
  readonly a = new EngineRig();
  readonly b = new EngineRig();

  async open(): Promise<void> {
    await this.a.open();
    await this.b.open();
  }

  /** Of `a`, on any port that is free. */
  async serve(): Promise<void> {
    await this.a.engine.live.serve({ kind: 'on', reach: 'loopback', port: 0 });
  }

  /** `b` is let in by a code. */
  async pair(): Promise<ServerOffer> {
    const { code, address } = await this.a.engine.live.pair();
    return this.b.engine.live.databasesAt({ kind: 'code', address, code }, quietWork());
  }

  /** `b` follows that database of `a`; resolves to its id. */
  async follow(name: string, file = `copy-of-${name}`): Promise<string> {
    const { server } = await this.pair();
    return this.b.engine.live.follow({ source: { kind: 'server', server, name }, path: this.b.path(file) }, quietWork());
  }

  /** Everything that `a` has now has come. */
  async level(id: string, database: string): Promise<ReplicaView> {
    await this.a.engine.backUp([database], quietWork());
    const { txid } = this.a.view(database);
    await this.b.until(({ live }) => live.followed[id]?.txid === txid && live.followed[id].behind === 0);
    return replicaOf(this.b.engine, id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.b[Symbol.asyncDispose]();
    await this.a[Symbol.asyncDispose]();
  }
}

export function replicaOf(engine: Engine, id: string): ReplicaView {
  const view = engine.view().live.followed[id];
  if (view === undefined) throw new Error(`nothing is followed as ${id}`);
  return view;
}

/** What another SQLite reads. */
export function rowsIn(path: string): unknown[] {
  const db = new Sqlite(path, { readonly: true });
  try {
    if (db.pragma('integrity_check', { simple: true }) !== 'ok') throw new Error(`${path} is damaged`);
    return db.prepare('SELECT a FROM t ORDER BY id').pluck().all();
  } finally {
    db.close();
  }
}
