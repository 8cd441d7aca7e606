import { expect, test } from 'vitest';
import { judgeSender, type Sent } from '../../../main/host/ipc/sender.ts';
import { isMessage } from '../../../main/host/ipc/size.ts';
import { LONGEST_MESSAGE } from '../../../main/ipc/contract/wire.ts';

const frame = { origin: 'tidemark-app://app' };
const sender = { id: 3, mainFrame: frame, isDestroyed: () => false };
const foreign = { origin: 'https://evil.example' };
const ours = new Set([3]);

test.each<[string, Sent]>([
  ['ours', { sender, senderFrame: frame }],
  ['gone', { sender, senderFrame: null }],
  ['gone', { sender: { ...sender, isDestroyed: () => true }, senderFrame: frame }],
  ['unknown window', { sender: { ...sender, id: 4 }, senderFrame: frame }],
  ['inner frame', { sender, senderFrame: { origin: 'tidemark-app://app' } }],
  ['foreign origin', { sender: { ...sender, mainFrame: foreign }, senderFrame: foreign }],
])('is judged as %s', (verdict, sent) => {
  expect(judgeSender(sent, ours)).toBe(verdict);
});

test('a message is a plain object of bounded size', () => {
  expect(isMessage({ kind: 'watch' })).toBe(true);
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  for (const value of [null, undefined, 'watch', 7, 7n, { big: 7n }, circle])
    expect(isMessage(value)).toBe(false);
  const rest = LONGEST_MESSAGE - JSON.stringify({ text: '' }).length;
  expect(isMessage({ text: 'x'.repeat(rest) })).toBe(true);
  expect(isMessage({ text: 'x'.repeat(rest + 1) })).toBe(false);
  expect(isMessage({ text: 'ä'.repeat(rest / 2 + 1) })).toBe(false);
});
