import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endianness } from 'node:os';
import { describe, expect, test } from 'vitest';
import { uidOf } from '../../../main/headless/http/peer.ts';
import { Rig } from './rig.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (from: string, to: string, state: string, uid: number): string =>
  `   0: ${from} ${to} ${state} 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 12345 1 0000000000000000 20 4 30 10 -1`;

describe.skipIf(endianness() === 'BE')('uidOf', () => {
  const ends = { remoteAddress: '127.0.0.1', remotePort: 0xce9a, localAddress: '127.0.0.1', localPort: 7673 };
  const mine = '0100007F:1DF9';

  test.each<[string, readonly string[], number | undefined]>([
    ['the one that leads here', [line('0100007F:CE9A', mine, '01', 1000)], 1000],
    ['an IPv4 address in the table of IPv6', [line('0000000000000000FFFF00000100007F:CE9A', `0000000000000000FFFF0000${mine}`, '01', 7)], 7],
    ['not our own end of it', [line(mine, '0100007F:CE9A', '01', 0)], undefined],
    ['not one from another address with the same ports', [line('0900007F:CE9A', mine, '01', 1000)], undefined],
    ['not one to another address with the same ports', [line('0100007F:CE9A', '0500007F:1DF9', '01', 1000)], undefined],
    ['not one that is closed', [line('0100007F:CE9A', mine, '06', 0)], undefined],
    ['not from an empty table', [], undefined],
  ])('%s', (_what, lines, uid) => {
    expect(uidOf([HEAD, ...lines, ''].join('\n'), ends)).toBe(uid);
  });

  test('of IPv6', () => {
    const loopback = '00000000000000000000000001000000';
    const table = [HEAD, line(`${loopback}:CE9A`, `${loopback}:1DF9`, '01', 33)].join('\n');
    expect(uidOf(table, { ...ends, remoteAddress: '::1', localAddress: '::1' })).toBe(33);
  });
});

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('programs of others', () => {
  /** What a program of this user gets. */
  async function asked(rig: Rig, uid: number): Promise<string> {
    const code = `fetch('http://${rig.host}/').then((r) => console.log(r.status), () => console.log('hung up'))`;
    const child = spawn(process.execPath, ['-e', code], { uid, stdio: ['ignore', 'pipe', 'inherit'], cwd: '/' });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    await once(child, 'close');
    return text.trim();
  }

  test('are hung up on; those of the same person and of root are not', async () => {
    await using rig = await Rig.open({}, 12_345);
    expect(await asked(rig, 54_321)).toBe('hung up');
    expect(await asked(rig, 12_345)).toBe('401');
    expect(await asked(rig, 0)).toBe('401');
  });

  test('are let in by root, and where nobody tells who it is', async () => {
    await using roots = await Rig.open({}, 0);
    expect(await asked(roots, 54_321)).toBe('401');
    await using open = await Rig.open();
    expect(await asked(open, 54_321)).toBe('401');
  });
});
