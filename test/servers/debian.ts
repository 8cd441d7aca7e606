// Programs of a newer Debian, unpacked into a folder of a cache and run from there: no root, no containers, nothing installed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MissingServer } from './run.ts';

const run = promisify(execFile);

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** Ms: no network, or one that hangs, must not take the tests' time. */
const PATIENCE = 300_000;

export interface Recipe {
  /** Of the cache's folder. */
  readonly name: string;
  /** Debian's name of the release. */
  readonly release: string;
  /** apt finds what these need. */
  readonly packages: readonly string[];
  /** Of those, the ones a server run from a folder has a use for. */
  readonly keep: RegExp;
}

/**
 * The folder the packages were unpacked into. apt judges the archive's signature and the packages' sums. Throws
 * `MissingServer` when they cannot be had.
 */
export async function unpackedDebian(recipe: Recipe): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tidemark-test-servers');
  const root = join(cache, `${recipe.name}-${keyOf(recipe)}`);
  if (existsSync(root)) return root;
  refuseElsewhere();
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'work-'));
  try {
    await fetchAndUnpack(recipe, work);
    publish(join(work, 'root'), root);
  } catch (error) {
    throw new MissingServer(`Debian's packages cannot be had: ${lastLine(error)}`, { cause: error });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return root;
}

function keyOf({ release, packages, keep }: Recipe): string {
  return createHash('sha256')
    .update(JSON.stringify([release, packages, keep.source]))
    .digest('hex')
    .slice(0, 12);
}

function refuseElsewhere(): void {
  const here = `${process.platform}-${process.arch}`;
  if (here !== 'linux-x64') throw new MissingServer(`it runs on linux-x64, and this is ${here}`);
  if (existsSync(KEYRING) && existsSync('/usr/bin/apt-get')) return;
  throw new MissingServer('it comes as packages of Debian, and this is none');
}

async function fetchAndUnpack(recipe: Recipe, work: string): Promise<void> {
  const apt = await privateApt(recipe.release, work);
  await apt('update');
  const names = (await apt('install', '--no-install-recommends', '--print-uris', '-y', '-qq', ...recipe.packages))
    .split('\n')
    .flatMap((line) => /^'[^']*' ([^_ ]+)_/.exec(line)?.[1] ?? [])
    .filter((name) => recipe.keep.test(name));
  await apt('download', '-qq', ...names);
  const root = join(work, 'root');
  const debs = readdirSync(work)
    .filter((name) => name.endsWith('.deb'))
    .sort();
  for (const deb of debs) await run('dpkg-deb', ['-x', join(work, deb), root]);
  writeFileSync(join(root, 'packages.txt'), `${debs.join('\n')}\n`);
}

type Apt = (...args: string[]) => Promise<string>;

/** apt with lists, cache and status of its own; the machine's settings, as its proxy, stay. */
async function privateApt(release: string, work: string): Promise<Apt> {
  for (const dir of ['lists/partial', 'archives/partial']) mkdirSync(join(work, dir), { recursive: true });
  writeFileSync(join(work, 'status'), '');
  writeFileSync(join(work, 'sources.list'), `deb [signed-by=${KEYRING}] ${await mirror()} ${release} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::Lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': work,
    'Acquire::Check-Valid-Until': 'false',
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '20',
    'APT::Sandbox::User': 'root',
    'APT::Update::Error-Mode': 'any',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return async (...args) => {
    const how = { cwd: work, maxBuffer: 64 * 1024 * 1024, timeout: PATIENCE };
    return (await run('apt-get', [...options, ...args], how)).stdout;
  };
}

/** Where this machine has its Debian from. */
async function mirror(): Promise<string> {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const uri = stdout.split('\n').find((line) => /\/debian\/?$/.test(line));
  if (uri === undefined) throw new Error('this machine has no mirror of Debian in its sources');
  return uri;
}

/** Of two runs that fetched at the same time, one is enough. */
function publish(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1) ?? 'unknown';
}
