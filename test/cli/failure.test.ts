import { expect, test } from 'vitest';
import { ConfigurationError } from '../../main/cli/config/problems.ts';
import { exitCodeOfError, formatFailure, jsonFailure } from '../../main/cli/failure.ts';
import { TidemarkError } from '../../main/engine/base/errors.ts';

const error = new TidemarkError('destination-denied', '/backup cannot be written', {
  hint: 'Let this user write there.',
  cause: new Error('EACCES: permission denied'),
});

test('what happened, why, and what to do', () => {
  expect(formatFailure(error, 'plain')).toBe(
    [
      'error:  /backup cannot be written',
      'why:    EACCES: permission denied',
      'next:   Let this user write there.',
    ].join('\n'),
  );
});

test('a cause that the message tells already is left out, as is an empty hint', () => {
  const short = new TidemarkError('usage', 'bad word: EACCES', { cause: new Error('EACCES') });
  expect(formatFailure(short, 'plain')).toBe('error:  bad word: EACCES');
});

test('further lines of a message are indented', () => {
  const long = new TidemarkError('config', 'a.yml has 2 problems\na.yml:1:1: x\na.yml:2:1: y');
  expect(formatFailure(long, 'plain')).toBe(
    'error:  a.yml has 2 problems\n        a.yml:1:1: x\n        a.yml:2:1: y',
  );
});

test('the stack is there only when asked for, with the causes’', () => {
  expect(formatFailure(error, 'plain')).not.toContain('at ');
  expect(formatFailure(error, 'stack')).toMatch(/caused by Error: EACCES/);
});

test('a lock that another Tidemark holds needs no further reason', () => {
  const cause = new Error('database is locked');
  const busy = new TidemarkError('state-in-use', 'another Tidemark copies it', { cause });
  expect(formatFailure(busy, 'plain')).toBe('error:  another Tidemark copies it');
});

test('problems of a configuration one by one for programs', () => {
  const problems = [{ line: 1, column: 2, message: 'x', hint: '' }];
  expect(jsonFailure(new ConfigurationError('a.yml:1:2: x', problems))).toMatchObject({ problems });
});

test('JSON for programs', () => {
  expect(jsonFailure(error)).toEqual({
    code: 'destination-denied',
    message: '/backup cannot be written',
    why: 'EACCES: permission denied',
    hint: 'Let this user write there.',
  });
});

test.each([[new Error('boom')], ['boom'], [undefined]])('anything else is a bug, %s', (thrown) => {
  expect(jsonFailure(thrown)['code']).toBe('bug');
  expect(formatFailure(thrown, 'plain')).toContain('TIDEMARK_DEBUG=1');
  expect(formatFailure(thrown, 'stack')).toBeTypeOf('string');
  expect(exitCodeOfError(thrown)).toBe(1);
});
