// A computer with one person, on which `tidemark serve` runs.
import { mkdirSync } from 'node:fs';
import { type Ended, type Running, Sandbox } from './sandbox.ts';

export class Desk implements Disposable {
  readonly box = new Sandbox();

  constructor() {
    mkdirSync(this.box.path('person'));
  }

  start(...args: string[]): Running {
    return this.startWith({}, ...args);
  }

  startWith(env: NodeJS.ProcessEnv, ...args: string[]): Running {
    return this.box.startWith({ HOME: this.box.path('person'), ...env }, ...args);
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** Serves on a free port. */
  async serve(): Promise<Running> {
    const serving = this.start('serve', '-addr', '127.0.0.1:0');
    await serving.says('Ctrl-C stops');
    return serving;
  }

  async address(): Promise<URL> {
    const { stdout } = await this.run('serve', '-json');
    return new URL((JSON.parse(stdout) as { address: string }).address);
  }

  [Symbol.dispose](): void {
    this.box[Symbol.dispose]();
  }
}
