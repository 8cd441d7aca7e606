import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { TrayController } from '../../../main/host/tray/controller.ts';
import { menuIconFile, trayIconFile } from '../../../main/host/tray/icon-file.ts';
import type { TrayAction, TrayModel } from '../../../main/host/tray/model.ts';
import { FakeClock } from '../../engine/fake-clock.ts';
import { recordedLog } from '../recorder.ts';

class Drawn {
  readonly images: unknown[] = [];
  readonly tooltips: string[] = [];
  readonly menus: MenuItemConstructorOptions[][] = [];
  onClick: (() => void) | undefined;
  state: 'there' | 'destroyed' = 'there';
  setImage(image: unknown): void {
    this.images.push(image);
  }
  setToolTip(text: string): void {
    this.tooltips.push(text);
  }
  on(_event: 'click', listener: () => void): void {
    this.onClick = listener;
  }
  destroy(): void {
    this.state = 'destroyed';
  }
}

const model = (tooltip: string, icon: TrayModel['icon'] = 'safe'): TrayModel => ({
  icon,
  tooltip,
  items: [{ kind: 'action', label: `R&D ${tooltip}`, action: { kind: 'open' }, possible: 'yes' }],
});

let clock: FakeClock;
let drawn: Drawn;
let ran: TrayAction[];
beforeEach(() => {
  clock = new FakeClock();
  drawn = new Drawn();
  ran = [];
});

function controller(
  platform: NodeJS.Platform = 'linux',
  create: () => Drawn = () => drawn,
): TrayController<Drawn> {
  return new TrayController({
    create,
    trayImage: (shape) => shape,
    menuImage: (shape) => shape,
    setMenu: (tray, template) => tray.menus.push(template),
    run: (action) => ran.push(action),
    platform,
    clock,
    log: recordedLog(),
  });
}

describe('the tray', () => {
  test('draws the newest of many models, at most every 250 ms', async () => {
    const tray = controller();
    tray.open(model('first'));
    for (let i = 0; i < 100; i++) tray.show(model(`state ${i}`, i % 2 === 0 ? 'working' : 'safe'));
    expect(drawn.tooltips).toEqual(['first']);
    expect(await clock.asleep()).toBe(250);
    clock.advance(250);
    await new Promise(setImmediate);
    expect(drawn.tooltips).toEqual(['first', 'state 99']);
    expect(drawn.menus.map((menu) => menu[0]?.label)).toEqual(['R&&D first', 'R&&D state 99']);
  });

  test('leaves alone what is the same', () => {
    const tray = controller();
    tray.open(model('one'));
    clock.advance(1000);
    tray.show({ ...model('two'), items: model('one').items });
    expect(drawn.tooltips).toEqual(['one', 'two']);
    expect(drawn.menus).toHaveLength(1);
    expect(drawn.images).toEqual([]);
  });

  test.each([
    ['linux', 'opens'],
    ['win32', 'opens'],
    ['darwin', 'is left to the menu'],
  ] as const)('on %s a click %s', (platform, what) => {
    controller(platform).open(model('one'));
    drawn.onClick?.();
    expect(ran).toEqual(what === 'opens' ? [{ kind: 'open' }] : []);
  });

  test('is done without where there is no place for one', () => {
    const tray = controller('linux', () => {
      throw new Error('no status notifier');
    });
    tray.open(model('one'));
    tray.show(model('two'));
    expect(tray.presence).toBe('none');
  });

  test('draws nothing after it was closed', async () => {
    const tray = controller();
    tray.open(model('one'));
    tray.show(model('two'));
    tray.close();
    clock.advance(1000);
    await new Promise(setImmediate);
    expect(drawn).toMatchObject({ state: 'destroyed', tooltips: ['one'] });
  });
});

test.each([
  ['darwin', 'safeTemplate.png', 'safeTemplate.png'],
  ['win32', 'safe.ico', 'safe.png'],
  ['linux', 'safe.png', 'safe.png'],
] as const)('on %s the picture is %s, in the menu %s', (platform, tray, menu) => {
  expect(trayIconFile('/a', 'safe', platform)).toBe(`/a/tray/${tray}`);
  expect(menuIconFile('/a', 'safe', platform)).toBe(`/a/tray/${menu}`);
});
