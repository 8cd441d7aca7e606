// A face in a test: everything that came to it, and waiting for what is to come.
import type { Connection, MessageServer } from '../../main/ipc/connection.ts';
import type { FromFace, Outcome, ToFace } from '../../main/ipc/contract/wire.ts';

type Of<K extends ToFace['kind']> = Extract<ToFace, { readonly kind: K }>;

export class TestFace {
  readonly got: ToFace[] = [];
  readonly #connection: Connection;
  #calls = 0;
  #watchers: (() => void)[] = [];

  constructor(server: MessageServer) {
    this.#connection = server.connect((message) => {
      this.got.push(structuredClone(message));
      for (const watcher of this.#watchers.splice(0)) watcher();
    });
  }

  receive(message: unknown): 'taken' | 'refused' {
    return this.#connection.receive(message);
  }

  /** Sends a call and answers its number. */
  start(command: string, input: unknown): number {
    const call = this.#calls++;
    const message: FromFace = { kind: 'call', call, command, input };
    if (this.#connection.receive(message) === 'refused') throw new Error('refused');
    return call;
  }

  call(command: string, input: unknown): Promise<Outcome<unknown>> {
    return this.result(this.start(command, input));
  }

  async result(call: number): Promise<Outcome<unknown>> {
    const found = await this.first((message): message is Of<'result'> => message.kind === 'result' && message.call === call);
    return found.outcome;
  }

  async first<T extends ToFace>(isIt: (message: ToFace) => message is T): Promise<T> {
    for (;;) {
      const found = this.got.find(isIt);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  of<K extends ToFace['kind']>(kind: K): Of<K>[] {
    return this.got.filter((message): message is Of<K> => message.kind === kind);
  }

  close(): void {
    this.#connection.close();
  }
}

/** Lets everything that waits only for a turn of the loop happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
