import { expect, test } from 'vitest';
import { COMMANDS as CLI } from '../../../main/cli/commands.ts';
import { CLI_LINES } from '../../../main/ipc/contract/cli-lines.ts';

const lines = Object.values(CLI_LINES).filter((line) => line !== null);

test('every line that is taught begins with a command that there is', () => {
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect([...CLI.keys()]).toContain(line.split(' ')[0]);
});
