// A computer with one person at it: their home folder, a folder for copies, other people's programs that write to
// databases, and the built Tidemark as a process of its own.
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppProcess } from '../../tools/app-process.ts';
import { type Ended, type Running, Sandbox } from '../../cli/support/sandbox.ts';

export class Desk implements AsyncDisposable {
  readonly #box = new Sandbox();
  readonly #apps: AppProcess[] = [];
  #serving: Running | undefined;

  constructor() {
    mkdirSync(this.path());
  }

  /** Of something in the home folder. */
  path(name = ''): string {
    return join(this.#box.path('person'), name);
  }

  folder(name: string): string {
    mkdirSync(this.path(name), { recursive: true });
    return this.path(name);
  }

  /** Another program with a database of its own open. */
  app(name: string): AppProcess {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    const app = new AppProcess(this.path(name));
    this.#apps.push(app);
    return app;
  }

  /** @returns its path */
  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Sets when the file was changed. */
  touch(name: string, at: Date): void {
    utimesSync(this.path(name), at, at);
  }

  /** Starts Tidemark; on a free port when none is named. */
  async serve({ port = '0' } = {}): Promise<void> {
    this.#serving = this.start('serve', '-addr', `127.0.0.1:${port}`);
    await this.#serving.says('Ctrl-C stops');
  }

  /** A fresh address of the Tidemark that runs. */
  async address(): Promise<string> {
    const { stdout } = await this.run('serve', '-json');
    return (JSON.parse(stdout) as { address: string }).address;
  }

  /** SIGKILL, with whatever it was doing. */
  async kill(): Promise<void> {
    this.#serving?.kill('SIGKILL');
    await this.#serving?.ended;
  }

  /** As Ctrl-C does: with a last sync. */
  async stop(): Promise<void> {
    this.#serving?.kill('SIGTERM');
    await this.#serving?.ended;
  }

  start(...args: string[]): Running {
    return this.#box.startWith({ HOME: this.path(), XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' }, ...args);
  }

  /** Runs a command to its end; it must succeed. */
  async run(...args: string[]): Promise<Ended> {
    const ended = await this.start(...args).ended;
    if (ended.code !== 0) throw new Error(`tidemark ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}`);
    return ended;
  }

  /** Protects a database in the home folder, and waits until all of it is copied. */
  async protect(name: string, to = this.folder('Backups')): Promise<void> {
    await this.run('register', this.path(name), '-to', to);
    await this.run('sync', '-wait', this.path(name));
  }

  /** Where the histories of the protected databases are. */
  async folders(): Promise<readonly string[]> {
    const { stdout } = await this.run('status', '-json');
    const databases = JSON.parse(stdout) as readonly { readonly destinations: readonly string[] }[];
    return databases.flatMap(({ destinations }) => destinations.map((url) => fileURLToPath(url)));
  }

  /** The files of all histories. */
  async copied(): Promise<readonly string[]> {
    return (await this.folders()).flatMap((folder) => readdirSync(folder, { recursive: true }).map(String)).sort();
  }

  /** The files in Tidemark's own folder. */
  ownFiles(): readonly string[] {
    const entries = readdirSync(this.#box.path('home'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#apps.map((app) => app.kill()));
    await this.kill();
    this.#box[Symbol.dispose]();
  }
}
