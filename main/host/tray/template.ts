// The tray's model in Electron's terms.
import type { MenuItemConstructorOptions, NativeImage } from 'electron';
import type { Shape } from '../../ipc/contract/words/overall.ts';
import type { TrayAction, TrayItem } from './model.ts';

export interface Draw {
  readonly image: (shape: Shape) => NativeImage | string;
  readonly run: (action: TrayAction) => void;
}

export function menuTemplate(items: readonly TrayItem[], draw: Draw): MenuItemConstructorOptions[] {
  return items.map((item) => templateOf(item, draw));
}

function templateOf(item: TrayItem, draw: Draw): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'line':
      return { type: 'separator' };
    case 'text':
      return { label: literal(item.label), enabled: false };
    case 'action':
      return {
        label: literal(item.label),
        enabled: item.possible === 'yes',
        click: () => {
          draw.run(item.action);
        },
      };
    case 'menu':
      return {
        label: literal(item.label),
        submenu: menuTemplate(item.items, draw),
        ...(item.icon === undefined ? {} : { icon: draw.image(item.icon) }),
      };
    default:
      return item satisfies never;
  }
}

/** An ampersand in a label marks a key on every platform, unless it is doubled. */
function literal(label: string): string {
  return label.replaceAll('&', '&&');
}
