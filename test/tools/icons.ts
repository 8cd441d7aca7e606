// `npm run icons`: draws assets/source/*.svg in Chromium and writes every size and container that the systems want:
//   icon.png (1024), icon.ico (16…256), icon.icns (16…1024), icons/NxN.png for Linux,
//   tray/<state>.png and @2x (Linux, 22 and 44 px), <state>.ico (Windows), <state>Template.png and @2x (macOS, black).
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM } from './chromium.ts';

const assets = join(import.meta.dirname, '../../assets');
const source = join(assets, 'source');

/** Container types of Apple's icon format that hold PNG, by pixels. */
const ICNS: readonly (readonly [string, number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['icp6', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
];
const ICO = [16, 20, 24, 32, 48, 64, 128, 256];
const LINUX = [16, 32, 48, 64, 128, 256, 512];

const browser = await chromium.launch(CHROMIUM);
const page = await browser.newPage();
await drawIcon();
for (const file of readdirSync(join(source, 'tray'))) await drawTray(basename(file, '.svg'));
await browser.close();

async function drawIcon(): Promise<void> {
  const svg = readFileSync(join(source, 'icon.svg'), 'utf8');
  mkdirSync(join(assets, 'icons'), { recursive: true });
  write('icon.png', await png(page, svg, 1024));
  write('icon.ico', await ico(svg, ICO));
  write('icon.icns', await icns(svg));
  for (const size of LINUX) write(`icons/${size}x${size}.png`, await png(page, svg, size));
}

async function drawTray(state: string): Promise<void> {
  const svg = readFileSync(join(source, 'tray', `${state}.svg`), 'utf8');
  const black = svg.replace(/fill="#[0-9a-f]{6}"/, 'fill="#000000"');
  mkdirSync(join(assets, 'tray'), { recursive: true });
  write(`tray/${state}.png`, await png(page, svg, 22));
  write(`tray/${state}@2x.png`, await png(page, svg, 44));
  write(`tray/${state}.ico`, await ico(svg, [16, 20, 24, 32]));
  write(`tray/${state}Template.png`, await png(page, black, 16));
  write(`tray/${state}Template@2x.png`, await png(page, black, 32));
}

async function png(on: Page, svg: string, size: number): Promise<Buffer> {
  await on.setViewportSize({ width: size, height: size });
  await on.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  return on.screenshot({ omitBackground: true, type: 'png' });
}

/** ICONDIR (6 bytes), one ICONDIRENTRY (16 bytes) each, then the PNGs; little-endian; size 256 is written as 0. */
async function ico(svg: string, sizes: readonly number[]): Promise<Buffer> {
  const images = await drawAll(svg, sizes);
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, bytes }, i) => {
    const at = 6 + 16 * i;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(bytes.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...images.map(({ bytes }) => bytes)]);
}

/** `icns`, length of all, then per image its type, its length with these 8 bytes, and a PNG; big-endian. */
async function icns(svg: string): Promise<Buffer> {
  const images = await drawAll(
    svg,
    ICNS.map(([, size]) => size),
  );
  const chunks = images.map(({ bytes }, i) => chunk(ICNS[i]![0], bytes));
  return chunk('icns', Buffer.concat(chunks));
}

function chunk(type: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(bytes.length + 8, 4);
  return Buffer.concat([head, bytes]);
}

async function drawAll(svg: string, sizes: readonly number[]): Promise<{ size: number; bytes: Buffer }[]> {
  const images = [];
  for (const size of sizes) images.push({ size, bytes: await png(page, svg, size) });
  return images;
}

function write(name: string, bytes: Buffer): void {
  writeFileSync(join(assets, name), bytes);
}
