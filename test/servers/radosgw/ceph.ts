// Bringing up the smallest Ceph there is: keys, maps, monitor, disk, a user, the S3 gateway.
import { execFile, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ACCESS_KEY, DISK_ID, FSID, type Folders, keyring, libraries, SECRET_KEY, settings } from './settings.ts';

/** Ms that a step may take on a busy machine. */
const PATIENCE = 120_000;

/** The processes of one Ceph, each run through the unpacked loader. */
export class Ceph {
  readonly #folders: Folders;
  #died: string | undefined;

  constructor(folders: Folders) {
    this.#folders = folders;
  }

  /** The gateway's address, when it answers. */
  async up(): Promise<string> {
    const { state } = this.#folders;
    for (const dir of ['mon', 'osd', 'rgw', 'run', 'log', 'crash']) mkdirSync(join(state, dir));
    const [monitor, gateway] = [await freePort(), await freePort()];
    writeFileSync(this.#conf, settings(this.#folders, { monitor, gateway }));
    await this.#makeKeys();
    await this.#makeMaps(monitor);
    const maps = ['--monmap', this.#at('monmap'), '--osdmap', this.#at('osdmap')];
    await this.#tool('ceph-mon', '-i', 'a', '--mkfs', ...maps, '--keyring', keyring(this.#folders));
    this.#daemon('ceph-mon', '-i', 'a', '-f');
    await this.#tool('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', DISK_ID);
    this.#daemon('ceph-osd', '-i', '0', '-f');
    const keys = [`--access-key=${ACCESS_KEY}`, `--secret-key=${SECRET_KEY}`];
    await this.#tool('radosgw-admin', 'user', 'create', '--uid=t', '--display-name=t', ...keys);
    this.#daemon('radosgw', '-n', 'client.rgw.a', '-f');
    return this.#answering(`http://127.0.0.1:${gateway}`);
  }

  get #conf(): string {
    return this.#at('ceph.conf');
  }

  #at(name: string): string {
    return join(this.#folders.state, name);
  }

  async #makeKeys(): Promise<void> {
    const file = keyring(this.#folders);
    const everything = ['--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *'];
    await this.#tool('ceph-authtool', '--create-keyring', file, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
    for (const who of ['client.admin', 'osd.0', 'client.rgw.a']) {
      await this.#tool('ceph-authtool', file, '--gen-key', '-n', who, ...everything);
    }
  }

  async #makeMaps(monitor: number): Promise<void> {
    const address = `[v2:127.0.0.1:${monitor}]`;
    await this.#tool('monmaptool', '--create', '--fsid', FSID, '--addv', 'a', address, this.#at('monmap'));
    await this.#tool('osdmaptool', '--createsimple', '1', this.#at('osdmap'));
  }

  /** Nothing of the machine's environment: no library path, no proxy. */
  readonly #env = { PATH: '/usr/bin:/bin', LANG: 'C' };

  #command(program: string, args: readonly string[]): [string, ...string[]] {
    const { root } = this.#folders;
    const lib = libraries(this.#folders);
    const path = [lib, join(lib, 'ceph'), join(root, 'usr/lib')].join(':');
    const conf = program.endsWith('tool') ? [] : ['-c', this.#conf];
    return [
      join(lib, 'ld-linux-x86-64.so.2'),
      '--library-path',
      path,
      join(root, 'usr/bin', program),
      ...args,
      ...conf,
    ];
  }

  async #tool(program: string, ...args: string[]): Promise<void> {
    const [loader, ...rest] = this.#command(program, args);
    try {
      await promisify(execFile)(loader, rest, { env: this.#env, timeout: PATIENCE, maxBuffer: 64 * 1024 * 1024 });
    } catch (error) {
      const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : '';
      throw new Error(`${program} failed: ${told ?? ''}`, { cause: error });
    }
  }

  /** Ends with this process, however that ends. */
  #daemon(program: string, ...args: string[]): void {
    const command = ['--pdeathsig', 'KILL', '--', ...this.#command(program, args)];
    const child = spawn('setpriv', command, { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = createWriteStream(join(this.#at('log'), `${program}.out`));
    child.stdout.pipe(out);
    child.stderr.pipe(out);
    child.once('exit', (code, signal) => (this.#died ??= `${program} ended with ${String(signal ?? code)}`));
  }

  async #answering(endpoint: string): Promise<string> {
    for (let waited = 0; waited < PATIENCE; waited += 50) {
      if (this.#died !== undefined) throw new Error(this.#died);
      if (await answers(endpoint)) return endpoint;
      await sleep(50);
    }
    throw new Error(`the gateway does not answer at ${endpoint}`);
  }
}

/** Asked directly, whatever proxy the machine has. */
function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => {
      resolve(false);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
