// Traffic that tests look at.
import type { RequestKind, Traffic } from '../../../../main/engine/destination/traffic.ts';

export class CountedTraffic implements Traffic {
  readonly requests: Record<RequestKind, number> = { write: 0, read: 0, list: 0, delete: 0 };
  readonly bytes = { up: 0, down: 0 };
  readonly passed = { up: 0, down: 0 };

  request(kind: RequestKind): void {
    this.requests[kind] += 1;
  }

  moved(direction: 'up' | 'down', bytes: number): void {
    this.bytes[direction] += bytes;
  }

  pass(direction: 'up' | 'down', bytes: number): Promise<void> {
    this.passed[direction] += bytes;
    return Promise.resolve();
  }

  get total(): number {
    return Object.values(this.requests).reduce((sum, count) => sum + count, 0);
  }
}
