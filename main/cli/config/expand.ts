// Environment variables inside configuration values: `${NAME}` only, so that a `$` in a password survives.
import { TidemarkError } from '../../engine/base/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$(\$?)\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `${NAME}` becomes the variable, `$${NAME}` the text `${NAME}`; `config` when the variable is not set. */
export function expand(text: string, env: Environment): string {
  return text.replaceAll(REFERENCE, (whole, escaped: string, name: string) =>
    escaped === '$' ? whole.slice(1) : lookUp(name, env),
  );
}

function lookUp(name: string, env: Environment): string {
  if (!NAME.test(name))
    throw new TidemarkError('config', `\${${name}} is no variable name`, { hint: ESCAPE_HINT });
  const found = Object.hasOwn(env, name) ? env[name] : undefined;
  if (found === undefined) {
    throw new TidemarkError('config', `the environment variable ${name} is not set`, {
      hint: `Set it, or write $\${${name}} if the text itself is meant.`,
    });
  }
  return found;
}

const ESCAPE_HINT = 'Write $${ for a literal ${, or use -no-expand-env.';
