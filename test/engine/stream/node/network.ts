// A network of the test's own: a namespace for each computer and one in the middle, which also reaches the S3 server. Nothing
// of it is connected to anything else, and all of it goes with the test.
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

function ip(...words: string[]): { readonly ok: boolean; readonly why: string } {
  const { status, stderr, error } = spawnSync(words[0]!, words.slice(1), { encoding: 'utf8' });
  return { ok: status === 0, why: error?.message ?? stderr };
}

function must(...words: string[]): void {
  const { ok, why } = ip(...words);
  if (!ok) throw new Error(`${words.join(' ')}: ${why}`);
}

/** Why there can be no such network here; undefined when there can. */
export function whyNoNetwork(): string | undefined {
  const name = `tm${randomBytes(3).toString('hex')}`;
  const made = ip('ip', 'netns', 'add', name);
  if (!made.ok) return `no network namespace can be made here: ${made.why.trim()}`;
  ip('ip', 'netns', 'del', name);
  return undefined;
}

export class Network {
  readonly #prefix = `tm${randomBytes(3).toString('hex')}`;
  readonly #spaces: string[] = [];
  readonly #relays: ChildProcess[] = [];

  private constructor() {
    this.#space('hub');
    this.#in('hub', 'ip', 'link', 'add', 'br0', 'type', 'bridge');
    this.#in('hub', 'ip', 'addr', 'add', '10.77.0.1/24', 'dev', 'br0');
    this.#in('hub', 'ip', 'link', 'set', 'br0', 'up');
  }

  static make(): Network {
    return new Network();
  }

  /** Computer `n` (2 … 9) at 10.77.0.n. Returns what to put in front of a program that runs on it. */
  join(n: number): readonly string[] {
    const [space, outer, inner] = [this.#space(`n${n}`), `${this.#prefix}o${n}`, `${this.#prefix}i${n}`];
    must('ip', 'link', 'add', outer, 'netns', this.#name('hub'), 'type', 'veth', 'peer', 'name', inner, 'netns', space);
    this.#in('hub', 'ip', 'link', 'set', outer, 'master', 'br0', 'up');
    this.#in(`n${n}`, 'ip', 'addr', 'add', `10.77.0.${n}/24`, 'dev', inner);
    this.#in(`n${n}`, 'ip', 'link', 'set', inner, 'up');
    return ['ip', 'netns', 'exec', space];
  }

  /** Nothing reaches computer `n`, and nothing from it anybody, until it is healed. */
  cut(n: number): void {
    this.#in('hub', 'ip', 'link', 'set', `${this.#prefix}o${n}`, 'down');
  }

  heal(n: number): void {
    this.#in('hub', 'ip', 'link', 'set', `${this.#prefix}o${n}`, 'up');
  }

  /** Of what comes to computer `n`, so many packets in a hundred are lost. Why that cannot be done here. */
  lose(n: number, percent: number): string | undefined {
    const rules = `table inet t { chain c { type filter hook input priority 0; numgen random mod 100 < ${percent} counter drop; }; }`;
    const { ok, why } = ip('ip', 'netns', 'exec', this.#name(`n${n}`), 'nft', rules);
    return ok ? undefined : why.trim();
  }

  /** Packets that computer `n` has lost. */
  lost(n: number): number {
    const { stdout } = spawnSync('ip', ['netns', 'exec', this.#name(`n${n}`), 'nft', 'list', 'ruleset'], { encoding: 'utf8' });
    return Number(/counter packets (\d+)/.exec(stdout)?.[1] ?? 0);
  }

  /** Computer `n`'s port 7674 is at 10.77.0.1:7674 too, where everything is `late` ms late, and up to as much again. */
  async slow(n: number, late: number): Promise<void> {
    await this.#relay(['ip', 'netns', 'exec', this.#name('hub')], 'tcp:10.77.0.1:7674', `tcp:10.77.0.${n}:7674`, String(late));
  }

  /** What listens at `port` of this machine's loopback is at 10.77.0.1:9000 in the network. */
  async reach(port: number, socket: string): Promise<void> {
    await this.#relay([], `unix:${socket}`, `tcp:127.0.0.1:${port}`);
    await this.#relay(['ip', 'netns', 'exec', this.#name('hub')], 'tcp:10.77.0.1:9000', `unix:${socket}`);
  }

  async #relay(inside: readonly string[], ...words: readonly string[]): Promise<void> {
    const program = join(import.meta.dirname, 'programs/relay.ts');
    const [execPath = process.execPath, ...before] = inside;
    const execArgv = inside.length === 0 ? [] : [...before, process.execPath];
    const child = fork(program, words, { execPath, execArgv });
    this.#relays.push(child);
    await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', reject);
    });
  }

  #space(name: string): string {
    const space = this.#name(name);
    must('ip', 'netns', 'add', space);
    this.#spaces.push(space);
    this.#in(name, 'ip', 'link', 'set', 'lo', 'up');
    return space;
  }

  #name(name: string): string {
    return `${this.#prefix}${name}`;
  }

  #in(name: string, ...words: string[]): void {
    must('ip', 'netns', 'exec', this.#name(name), ...words);
  }

  [Symbol.dispose](): void {
    for (const child of this.#relays) child.kill('SIGKILL');
    for (const space of this.#spaces) ip('ip', 'netns', 'del', space);
  }
}
