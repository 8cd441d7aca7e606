// A real Apache with mod_dav on loopback, with files of its own in a temporary folder.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secrets, WebdavLocation } from '../../main/engine/destination/location.ts';
import { freePort, giveAway, killTree, type Running, signalTree, startListening } from './ordinary.ts';
import { MissingServer } from './run.ts';

const APACHE = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';
const USER = 'ada lovelace';
const PASSWORD = 'pass:wörd "1"';
const REALM = 'files';

export interface WebdavServerOptions {
  readonly sign?: 'basic' | 'digest';
  /** A certificate that nobody has signed. */
  readonly encryption?: 'tls';
  /** Lines of Apache's configuration for the folder. */
  readonly rules?: readonly string[];
}

export interface WebdavServer {
  /** Holds what people store there. */
  readonly folder: string;
  /** The server's certificate, PEM; empty without encryption. */
  readonly certificate: string;
  location(path: string): WebdavLocation;
  readonly secrets: Secrets;
  /** Ends at once, with all lines. */
  kill(): Promise<void>;
  /** On the same port, if it was killed. */
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** A line for each request: method, path, status. */
  log(): Promise<string>;
  dispose(): Promise<void>;
}

/** Throws `MissingServer` where there is no Apache, or none can be run. */
export async function startWebdavServer(options: WebdavServerOptions = {}): Promise<WebdavServer> {
  if (!existsSync(APACHE)) throw new MissingServer("Debian's apache2-bin is not installed");
  const base = await mkdtemp(join(tmpdir(), 'tidemark-apache-'));
  try {
    for (const name of ['files', 'run']) await mkdir(join(base, name), { mode: 0o755 });
    await writeFile(join(base, 'basic'), `${USER}:{SHA}${createHash('sha1').update(PASSWORD).digest('base64')}\n`);
    await writeFile(
      join(base, 'digest'),
      `${USER}:${REALM}:${createHash('md5').update(`${USER}:${REALM}:${PASSWORD}`).digest('hex')}\n`,
    );
    const certificate = options.encryption === undefined ? '' : await makeCertificate(base);
    const server = new Apache(base, await freePort(), certificate, options);
    giveAway(base);
    await chmod(base, 0o755);
    await server.start();
    return server;
  } catch (error) {
    await rm(base, { recursive: true, force: true });
    throw error;
  }
}

async function makeCertificate(base: string): Promise<string> {
  const [key, certificate] = [join(base, 'key.pem'), join(base, 'certificate.pem')];
  const what = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        certificate,
        ...what,
      ],
      { stdio: 'ignore' },
    );
  } catch {
    throw new MissingServer("Debian's openssl is not installed");
  }
  return readFile(certificate, 'utf8');
}

class Apache implements WebdavServer {
  readonly folder: string;
  readonly certificate: string;
  readonly secrets: Secrets = { password: PASSWORD };
  readonly #base: string;
  readonly #port: number;
  readonly #options: WebdavServerOptions;
  #running: Running | undefined;

  constructor(base: string, port: number, certificate: string, options: WebdavServerOptions) {
    this.#base = base;
    this.folder = join(base, 'files');
    this.certificate = certificate;
    this.#port = port;
    this.#options = options;
  }

  location(path: string): WebdavLocation {
    const { sign, encryption } = this.#options;
    const url = `http${encryption === undefined ? '' : 's'}://127.0.0.1:${this.#port}/${path}`;
    return { kind: 'webdav', url, ...(sign === undefined ? {} : { user: USER }) };
  }

  async start(): Promise<void> {
    const config = join(this.#base, 'config');
    await writeFile(config, `${this.#config().join('\n')}\n`);
    // -X: one process, many threads, nothing left behind when it is killed.
    this.#running = await startListening(APACHE, ['-X', '-f', config], this.#port);
  }

  #config(): string[] {
    const { encryption, rules = [] } = this.#options;
    const modules = [
      'mpm_event',
      'authn_core',
      'authz_core',
      'authn_file',
      'auth_basic',
      'auth_digest',
      'authz_user',
      'dav',
      'dav_fs',
      'rewrite',
      'headers',
      'setenvif',
    ];
    if (encryption !== undefined) modules.push('ssl');
    const load = [...modules].map((name) => `LoadModule ${name}_module ${join(MODULES, `mod_${name}.so`)}`);
    const secure = [
      'SSLEngine on',
      `SSLCertificateFile ${join(this.#base, 'certificate.pem')}`,
      `SSLCertificateKeyFile ${join(this.#base, 'key.pem')}`,
    ];
    return [
      'ServerName 127.0.0.1',
      `ServerRoot ${this.#base}`,
      `Listen 127.0.0.1:${this.#port}`,
      `PidFile ${join(this.#base, 'run/pid')}`,
      `DefaultRuntimeDir ${join(this.#base, 'run')}`,
      `ErrorLog ${join(this.#base, 'run/errors')}`,
      ...load,
      `DavLockDB ${join(this.#base, 'run/locks')}`,
      `DocumentRoot ${this.folder}`,
      'ThreadsPerChild 32',
      'MaxRequestWorkers 32',
      ...(encryption === undefined ? [] : secure),
      `<Directory ${this.folder}>`,
      'Dav on',
      ...this.#signIn(),
      ...rules,
      '</Directory>',
    ];
  }

  #signIn(): string[] {
    const { sign } = this.#options;
    if (sign === undefined) return ['Require all granted'];
    const file = join(this.#base, sign);
    const how =
      sign === 'basic'
        ? ['AuthType Basic', `AuthUserFile ${file}`]
        : ['AuthType Digest', 'AuthDigestProvider file', `AuthUserFile ${file}`];
    return [...how, `AuthName ${REALM}`, 'Require valid-user'];
  }

  async kill(): Promise<void> {
    if (this.#running !== undefined) await killTree(this.#running);
  }

  signal(signal: NodeJS.Signals): void {
    signalTree(this.#running!.child.pid!, signal);
  }

  log(): Promise<string> {
    return readFile(join(this.#base, 'run/errors'), 'utf8');
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#base, { recursive: true, force: true });
  }
}
