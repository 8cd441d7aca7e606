// tidemark serve
import { COMMON_FLAGS, text } from '../args/flags.ts';
import { defineCommand } from '../command.ts';

export const serve = defineCommand({
  usage: ['[-addr HOST:PORT] [-stream ADDR] [-json]'],
  about: [
    'Runs Tidemark without its window: protects what is registered, shows the same screens in a browser on this',
    'computer, and answers the other commands, until it is stopped (Ctrl-C, SIGTERM); then it copies the last',
    'changes and ends. A second signal ends it at once. Run it again while it runs to get a fresh address.',
  ].join(' '),
  flags: {
    addr: text('HOST:PORT', 'where the dashboard listens, on this computer alone (127.0.0.1:7673)'),
    stream: text('ADDR', 'let other computers follow: 127.0.0.1:7674, :7674 for all networks, or off; stays so'),
    ...COMMON_FLAGS,
  },
  examples: [
    ['serve', 'prints the address to open; it works once, within ten minutes'],
    ['serve -addr 127.0.0.1:9000', 'on a port of your choice'],
    ['serve -stream :7674', 'lets other computers follow; `tidemark pair` in another terminal lets one in'],
  ],
  positionals: [],
  run: async ({ flags }, context) => {
    const { runServe } = await import('../serve/run.ts');
    return runServe(flags, context);
  },
});
