// A real OpenSSH server on loopback, with keys and files of its own in a temporary folder.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secrets, SftpLocation } from '../../main/engine/destination/location.ts';
import {
  descendants,
  freePort,
  giveAway,
  killTree,
  ordinaryUser,
  type Running,
  signalEach,
  signalTree,
  startListening,
} from './ordinary.ts';
import { MissingServer } from './run.ts';

const SSHD = '/usr/sbin/sshd';
const PASSPHRASE = 'open sesame';

export interface SftpServerOptions {
  /** What the server refuses to offer, as of `sftp-server -P`: `hardlink,fsync`. */
  readonly without?: string;
}

export type SftpKey = 'accepted' | 'accepted with passphrase' | 'stranger';

export interface SftpServer {
  /** Holds what people store there. */
  readonly folder: string;
  /** Its key is pinned. */
  location(path: string): SftpLocation;
  secrets(key?: SftpKey): Secrets;
  /** The public key, `ssh-ed25519 AAAA…`. */
  hostKey(): string;
  /** Ends at once, with all sessions. */
  kill(): Promise<void>;
  /** On the same port, if it was killed; with another key when asked. */
  start(key?: 'same key' | 'other key'): Promise<void>;
  /** Cuts all sessions; new ones are accepted. */
  cutSessions(): void;
  /** Signals everything. */
  signal(signal: NodeJS.Signals): void;
  sessions(): number;
  log(): string;
  dispose(): Promise<void>;
}

/** Throws `MissingServer` where there is no OpenSSH server, or none can be run. */
export async function startSftpServer(options: SftpServerOptions = {}): Promise<SftpServer> {
  if (!existsSync(SSHD)) throw new MissingServer("Debian's openssh-server is not installed");
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-sshd-'));
  const port = await freePort();
  try {
    await mkdir(join(folder, 'files'), { mode: 0o755 });
    await makeKeys(folder);
    const server = new OpenSsh(folder, port, options);
    giveAway(folder);
    await chmod(folder, 0o755);
    await server.start();
    return server;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function makeKeys(folder: string): Promise<void> {
  const make = (name: string, passphrase = ''): void => {
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-a',
      '1',
      '-N',
      passphrase,
      '-C',
      name,
      '-f',
      join(folder, name),
    ]);
  };
  for (const name of ['host', 'other-host', 'user', 'stranger']) make(name);
  make('locked-user', PASSPHRASE);
  const keys = await Promise.all(['user', 'locked-user'].map((name) => readFile(join(folder, `${name}.pub`), 'utf8')));
  await writeFile(join(folder, 'authorized'), keys.join(''));
}

class OpenSsh implements SftpServer {
  readonly folder: string;
  readonly #base: string;
  readonly #port: number;
  readonly #options: SftpServerOptions;
  #hostKey = 'host';
  #running: Running | undefined;
  readonly #keys = new Map<string, string>();

  constructor(base: string, port: number, options: SftpServerOptions) {
    this.#base = base;
    this.folder = join(base, 'files');
    this.#port = port;
    this.#options = options;
  }

  location(path: string): SftpLocation {
    return {
      kind: 'sftp',
      host: '127.0.0.1',
      port: this.#port,
      user: ordinaryUser().name,
      path,
      hostKey: this.hostKey(),
    };
  }

  secrets(key: SftpKey = 'accepted'): Secrets {
    switch (key) {
      case 'accepted':
        return { 'private-key': this.#keys.get('user')! };
      case 'accepted with passphrase':
        return { 'private-key': this.#keys.get('locked-user')!, passphrase: PASSPHRASE };
      case 'stranger':
        return { 'private-key': this.#keys.get('stranger')! };
    }
  }

  hostKey(): string {
    return this.#keys.get(`${this.#hostKey}.pub`)!.split(' ').slice(0, 2).join(' ');
  }

  async start(key: 'same key' | 'other key' = 'same key'): Promise<void> {
    if (key === 'other key') this.#hostKey = 'other-host';
    for (const name of ['user', 'locked-user', 'stranger', 'host.pub', 'other-host.pub']) {
      this.#keys.set(name, await readFile(join(this.#base, name), 'utf8'));
    }
    const config = join(this.#base, 'config');
    await writeFile(config, this.#config());
    this.#running = await startListening(SSHD, ['-D', '-e', '-f', config], this.#port);
  }

  #config(): string {
    const { without } = this.#options;
    const lines = [
      `Port ${this.#port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(this.#base, this.#hostKey)}`,
      `AuthorizedKeysFile ${join(this.#base, 'authorized')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'MaxStartups 200',
      'LogLevel VERBOSE',
      `Subsystem sftp internal-sftp${without === undefined ? '' : ` -P ${without}`}`,
      ...newerOptions(),
    ];
    return `${lines.join('\n')}\n`;
  }

  async kill(): Promise<void> {
    if (this.#running !== undefined) await killTree(this.#running);
  }

  cutSessions(): void {
    signalEach(descendants(this.#running!.child.pid!), 'SIGKILL');
  }

  signal(signal: NodeJS.Signals): void {
    signalTree(this.#running!.child.pid!, signal);
  }

  sessions(): number {
    return descendants(this.#running!.child.pid!).length;
  }

  log(): string {
    return this.#running?.output() ?? '';
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#base, { recursive: true, force: true });
  }
}

/** OpenSSH 9.8 and newer make a client wait that failed to sign in, which tests do on purpose. */
function newerOptions(): string[] {
  const option = 'PerSourcePenalties';
  try {
    execFileSync(SSHD, ['-G', '-f', '/dev/null', '-o', `${option}=no`], { stdio: 'ignore' });
    return [`${option} no`];
  } catch {
    return [];
  }
}
