// The real screens and the real wire before an engine that does nothing by itself: for states that would take a year, or
// five hundred databases, to come about.
import { join } from 'node:path';
import { systemClock } from '../../../main/engine/base/clock.ts';
import { systemRandom } from '../../../main/engine/base/random.ts';
import type { EngineView } from '../../../main/engine/agent/views.ts';
import { readStaticFiles } from '../../../main/ipc/site/files.ts';
import { type OpenSite, openSite } from '../../../main/headless/http/server.ts';
import { Gateway } from '../../../main/ipc/gateway.ts';
import { EngineServer } from '../../../main/ipc/server.ts';
import { FakeEngine } from '../../ipc/fake-engine.ts';
import { FakeShell } from '../../ipc/fake-shell.ts';

const PAGES = join(import.meta.dirname, '../../../dist/renderer');

export class StandIn implements AsyncDisposable {
  readonly engine: FakeEngine;
  readonly #site: OpenSite;

  private constructor(engine: FakeEngine, site: OpenSite) {
    this.engine = engine;
    this.#site = site;
  }

  static async open(view: EngineView): Promise<StandIn> {
    const engine = new FakeEngine();
    engine.become(view);
    const site = await openSite({
      address: { host: '127.0.0.1', port: 0 },
      ifTaken: 'refuse',
      files: readStaticFiles(PAGES),
      faces: new Gateway(new FakeShell(), new EngineServer(engine, systemClock), systemClock),
      clock: systemClock,
      random: systemRandom,
    });
    return new StandIn(engine, site);
  }

  address(): string {
    return this.#site.invite();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#site.close();
  }
}
