// A configuration as text, in and out: what tests of it share.
import { parsePlace } from '../../../main/cli/bridge/destinations.ts';
import { parseConfiguration, type Configuration } from '../../../main/cli/config/configuration.ts';
import type { Environment } from '../../../main/cli/config/expand.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';

const cwd = '/desk';

export const parse = (yaml: string, env?: Environment): Configuration =>
  parseConfiguration(yaml, {
    file: 'tide.yml',
    cwd,
    parsePlace: (text) => parsePlace(text, cwd),
    readText: (path) => `the text of ${path}\n`,
    ...(env === undefined ? {} : { env }),
  });

/** The lines of the error that `yaml` is answered with. */
export const problemsOf = (yaml: string, env?: Environment): string[] => {
  try {
    parse(yaml, env);
  } catch (error) {
    if (isTidemarkError(error, 'config'))
      return error.message.split('\n').filter((line) => line.includes('yml:'));
    throw error;
  }
  throw new Error('nothing was thrown');
};

/** One good database with `extra` keys, and `top` keys above it. */
export const withKeys = (extra: string, top = ''): string =>
  `${top}\ndbs:\n  - path: /data/shop.db\n    replica: { path: /backup/shop }\n${extra.replace(/^/gm, '    ')}\n`;
