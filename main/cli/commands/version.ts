// tidemark version
import { tidemarkVersion } from '../../ipc/version.ts';
import { COMMON_FLAGS } from '../args/flags.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export const version = defineCommand({
  usage: ['[-json]'],
  about: 'Prints the version of Tidemark and of the Node it runs on.',
  flags: COMMON_FLAGS,
  examples: [],
  positionals: [],
  run: ({ flags }, { console }) => {
    const facts = { version: tidemarkVersion(), node: process.versions.node, platform: platform() };
    if (flags.json) console.printJson(facts);
    else console.print(`tidemark ${facts.version} (Node ${facts.node}, ${facts.platform})`);
    return Promise.resolve(EXIT.ok);
  },
});

function platform(): string {
  return `${process.platform} ${process.arch}`;
}
