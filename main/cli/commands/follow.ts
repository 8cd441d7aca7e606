// tidemark follow SOURCE -o FILE
import { parseDuration } from '../args/duration.ts';
import { onOff, text, value } from '../args/flags.ts';
import { PLACE_FLAGS } from '../args/place.ts';
import { CONFIG_FLAGS } from '../args/shared.ts';
import { defineCommand } from '../command.ts';
import { asksForNode, NODE_FLAGS } from '../nodes/flags.ts';

export const follow = defineCommand({
  usage: ['DEST -o FILE [flags]', 'DB -o FILE [flags]', 'https://HOST:PORT/NAME -o FILE [-pair CODE]', '-o FILE -lease PLACE [-candidate] [flags]'],
  about: [
    'Keeps FILE level with a database elsewhere until it is stopped (Ctrl-C, SIGTERM), for other programs to read:',
    'each change is one SQLite transaction, so they never see half of one. DEST is where copies are kept, DB a database',
    'whose copies are known here; an address is another Tidemark that lets this one follow. FILE must not be there, or be',
    'a file that follow made; then it goes on from where it is. With -lease (or -primary, -primary-at) this computer is one of',
    'several nodes that take turns: whoever has the pen is the primary, where programs write; the others follow.',
  ].join(' '),
  flags: {
    o: text('FILE', 'the file that follows'),
    interval: value('DURATION', parseDuration, 'how often to look at a destination for changes (1s)'),
    once: onOff('end once everything that there was is here'),
    pair: text('CODE', 'let this computer in at that one, with the code that it shows; kept for the next time'),
    'token-file': text('FILE', 'the file with a token that the other computer takes'),
    pin: text('SHA256', 'the certificate that the other computer must show: sha256:…'),
    name: text('NAME', 'what this computer is called there'),
    ...NODE_FLAGS,
    ...PLACE_FLAGS,
    ...CONFIG_FLAGS,
  },
  examples: [
    ['follow /mnt/backup/shop -o live.db', 'a copy that is a second behind, from a folder'],
    ['follow s3://bucket/shop -o live.db -interval 5s', 'from a bucket, looking every five seconds'],
    ['follow https://10.0.0.2:7674/shop.db -o live.db -pair ABCD-…', 'from another computer, with the code it shows'],
    ['follow /mnt/backup/shop -o live.db -once', 'bring it up to date and end'],
    ['follow -o shop.db -candidate -lease /mnt/nas/pen -listen :7674 -token-file node.token', 'one of several nodes'],
  ],
  positionals: ['SOURCE'],
  run: async ({ flags, positionals }, context) => {
    if (asksForNode(flags)) {
      const { planNode } = await import('../nodes/plan.ts');
      const { runNode } = await import('../nodes/run.ts');
      return runNode(planNode(positionals, flags, context), flags, context);
    }
    const { runFollow } = await import('../follow/run.ts');
    return runFollow(positionals[0], flags, context);
  },
});
