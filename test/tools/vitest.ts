// Runs the unit and integration tests as `vitest run` does, and leaves their counts in a file:
//   node test/tools/vitest.ts --tally FILE [--root DIR]
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { TallyReporter } from './tally.ts';

const { values } = parseArgs({ options: { tally: { type: 'string' }, root: { type: 'string' } } });
if (values.tally === undefined) throw new Error('--tally FILE says where the counts go');

const vitest = await startVitest([], {
  ...(values.root === undefined ? {} : { root: values.root }),
  watch: false,
  reporters: ['default', new TallyReporter(values.tally)],
});
await vitest.exit();
