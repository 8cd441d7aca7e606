import { expect, test } from 'vitest';
import { expand } from '../../../main/cli/config/expand.ts';
import { isTidemarkError } from '../../../main/engine/base/errors.ts';

const env = { HOME_DIR: '/home/a', EMPTY: '', MONEY: '${HOME_DIR}' };

test.each([
  ['${HOME_DIR}/x', '/home/a/x'],
  ['${HOME_DIR}${EMPTY}${HOME_DIR}', '/home/a/home/a'],
  ['pa$$word', 'pa$$word'],
  ['$HOME_DIR costs $5', '$HOME_DIR costs $5'],
  ['$${HOME_DIR}', '${HOME_DIR}'],
  ['$$${HOME_DIR}', '$${HOME_DIR}'],
  ['${MONEY}', '${HOME_DIR}'],
  ['${HOME_DIR', '${HOME_DIR'],
])('%j becomes %j', (text, expected) => {
  expect(expand(text, env)).toBe(expected);
});

test.each([
  ['${MISSING}', 'the environment variable MISSING is not set', 'write $${MISSING}'],
  ['${toString}', 'the environment variable toString is not set', ''],
  ['${}', '${} is no variable name', 'Write $${'],
  ['${A-B}', '${A-B} is no variable name', '-no-expand-env'],
])('%j is refused', (text, message, hint) => {
  try {
    expand(text, Object.assign(Object.create(null) as object, env));
    expect.unreachable();
  } catch (error) {
    expect(isTidemarkError(error, 'config') && error).toMatchObject({ message });
    expect(isTidemarkError(error) && error.hint).toContain(hint);
  }
});
