// What a destination costs: its requests and bytes are counted where they are made, and bytes wait here when less may
// pass than the line would take. One for each destination that a person knows, shared by all its histories.

/** As places charge for them; `delete` is free at most. */
export type RequestKind = 'write' | 'read' | 'list' | 'delete';

export interface Traffic {
  /** One request was made; also one that failed. Told before its answer. */
  request(kind: RequestKind): void;
  /** Bytes of a body that went there, or came from there. */
  moved(direction: 'up' | 'down', bytes: number): void;
  /** Resolves when so many bytes may pass. `aborted` when the signal fires first. */
  pass(direction: 'up' | 'down', bytes: number, signal?: AbortSignal): Promise<void>;
}

/** Nothing is counted, nothing waits. */
export const freeTraffic: Traffic = {
  request: () => undefined,
  moved: () => undefined,
  pass: () => Promise.resolve(),
};
