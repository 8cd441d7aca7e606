// Streams that remember what was written to them.
import type { TextStream } from '../../../main/cli/terminal/console.ts';

export class Recorder implements TextStream {
  readonly isTTY: boolean;
  readonly columns: number;
  text = '';

  constructor(kind: 'terminal' | 'pipe' = 'pipe', columns = 80) {
    this.isTTY = kind === 'terminal';
    this.columns = columns;
  }

  write(text: string): void {
    this.text += text;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}
