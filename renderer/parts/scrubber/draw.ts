// Paints the scrubber. Everything it needs is in the scene; nothing is remembered between frames.
import type { MarkView } from '../../../main/ipc/contract/views.ts';
import type { Points } from '../../state/points.ts';
import { formatTxid } from '../../state/txid.ts';
import type { Colours } from './colours.ts';
import { gridLines } from './grid.ts';
import type { TimeLabels } from './labels.ts';
import { type Bars, densityBars, FLAG, placeMarks, ticks } from './layout.ts';
import { type Edges, placeOf } from './view.ts';

export interface Scene {
  /** px of the chart left of the waterline, and of all. */
  readonly width: number;
  readonly gutter: number;
  readonly rows: Rows;
  readonly view: Edges;
  readonly now: number;
  readonly points: Points;
  readonly marks: readonly MarkView[];
  /** Index of a point; undefined is now. */
  readonly chosen: number | undefined;
  readonly hovered: number | undefined;
  readonly labels: TimeLabels;
  readonly words: { readonly now: string; readonly later: string };
}

/** px from the top of what is the same in every chart. */
const LABEL = { middle: 9, bottom: 18 } as const;
const DENSITY = { top: 24, height: 64 } as const;
const BASE = DENSITY.top + DENSITY.height;
const TICKS = { top: BASE + 5, change: 7, snapshot: 13, bottom: BASE + 18 } as const;

/** px from the top; names have a row only where there are some. */
export interface Rows {
  readonly marks: number;
  readonly grid: number;
  readonly height: number;
}

export function rowsFor(marks: readonly MarkView[]): Rows {
  const grid = TICKS.bottom + (marks.length === 0 ? 4 : 24);
  return { marks: TICKS.bottom + 2, grid, height: grid + 18 };
}

/** px between labels of the grid. */
const GRID_APART = 84;

type Context = CanvasRenderingContext2D;

export function draw(context: Context, scene: Scene, colours: Colours): void {
  context.clearRect(0, 0, scene.width + scene.gutter, scene.rows.height);
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  setFont(context, colours, 400);
  drawGrid(context, scene, colours);
  drawWash(context, scene, colours);
  drawBars(context, scene, densityBars(scene.points, scene.view, scene.width), colours);
  drawTicks(context, scene, colours);
  drawMarks(context, scene, colours);
  drawWaterline(context, scene, colours);
  if (scene.chosen !== undefined) drawHead(context, scene, scene.chosen, colours);
  if (scene.hovered !== undefined && scene.hovered !== scene.chosen) drawHover(context, scene, scene.hovered, colours);
}

function setFont(context: Context, { font, textSize }: Colours, weight: 400 | 600): void {
  context.font = `${weight} ${textSize}px ${font}`;
}

function drawGrid(context: Context, { view, width, gutter, labels, rows }: Scene, colours: Colours): void {
  context.fillStyle = colours.line;
  context.fillRect(0, BASE, width + gutter, 1);
  let free = 0;
  for (const line of gridLines(view, width, GRID_APART)) {
    const x = Math.round(placeOf(view, width, line.at));
    context.fillStyle = colours.line;
    context.fillRect(x, rows.grid - 2, 1, 4);
    const text = labels.grid(line);
    const wide = context.measureText(text).width;
    const left = Math.max(0, x - wide / 2);
    if (left < free || left + wide > width + gutter) continue;
    free = left + wide + 12;
    context.fillStyle = colours.dim;
    context.fillText(text, left, rows.grid + 10);
  }
}

/** What lies between the chosen moment and now: what going back would undo. */
function drawWash(context: Context, scene: Scene, { wash }: Colours): void {
  if (scene.chosen === undefined) return;
  const x = Math.max(0, placeOf(scene.view, scene.width, scene.points.axis[scene.chosen]!));
  if (x >= scene.width) return;
  context.fillStyle = wash;
  context.fillRect(x, DENSITY.top, scene.width - x, DENSITY.height);
}

function drawBars(context: Context, { width }: Scene, { left, pitch, heights }: Bars, { bar }: Colours): void {
  context.fillStyle = bar;
  for (let i = 0; i < heights.length; i++) {
    if (heights[i] === 0) continue;
    const tall = Math.max(1.5, heights[i]! * DENSITY.height);
    const from = Math.max(0, left + i * pitch);
    const to = Math.min(width, left + (i + 1) * pitch - 1);
    if (to > from) context.fillRect(from, BASE - tall, to - from, tall);
  }
}

function drawTicks(context: Context, { points, view, width }: Scene, { dim, ink }: Colours): void {
  const columns = ticks(points, view, width);
  for (const kind of ['change', 'snapshot'] as const) {
    context.fillStyle = kind === 'change' ? dim : ink;
    // Where points are close they make a grey band, in which snapshots still stand out.
    context.globalAlpha = kind === 'change' ? 0.6 : 1;
    for (let x = 0; x < columns.length; x++) {
      if (columns[x] === kind) context.fillRect(x, TICKS.top, 1, TICKS[kind]);
    }
  }
  context.globalAlpha = 1;
}

function drawMarks(context: Context, { marks, view, width, gutter, rows }: Scene, { ink, tide }: Colours): void {
  const middle = rows.marks + 9;
  const widthOf = ({ name }: { readonly name: string }): number => context.measureText(name).width;
  for (const { item, x, label } of placeMarks(marks, view, { width, room: width + gutter }, widthOf)) {
    context.fillStyle = tide;
    context.fillRect(Math.round(x), TICKS.top, 1, middle + 7 - TICKS.top);
    context.beginPath();
    context.moveTo(x + 1, middle - 6);
    context.lineTo(x + 8, middle - 3);
    context.lineTo(x + 1, middle);
    context.fill();
    context.fillStyle = ink;
    if (label === 'shown') context.fillText(item.name, x + FLAG.text, middle);
  }
}

/** Now, always in view. Where the chart ends earlier, a tear says that something is left out, and how much. */
function drawWaterline(context: Context, scene: Scene, colours: Colours): void {
  const { width, now, view, words } = scene;
  const here = scene.chosen === undefined;
  context.fillStyle = colours.tide;
  context.fillRect(width, LABEL.bottom, here ? 2 : 1, BASE + 1 - LABEL.bottom);
  setFont(context, colours, here ? 600 : 400);
  context.fillText(words.now, width + 8, LABEL.middle);
  if (here) drawKnob(context, width + 1, colours);
  setFont(context, colours, 400);
  if (view.to >= now) return;
  drawTear(context, width - 5, colours);
  context.fillStyle = colours.dim;
  context.fillText(words.later, width + 8, DENSITY.top + DENSITY.height / 2, scene.gutter - 8);
}

function drawTear(context: Context, x: number, { paper, line, dim }: Colours): void {
  const bottom = TICKS.bottom;
  const path = (shift: number): void => {
    context.moveTo(x + shift, DENSITY.top);
    for (let y = DENSITY.top, left = 1; y < bottom; y += 6, left = -left) {
      context.lineTo(x + shift + left * 1.5, Math.min(bottom, y + 6));
    }
  };
  context.fillStyle = paper;
  context.fillRect(x - 2, DENSITY.top, 5, bottom - DENSITY.top);
  context.fillStyle = line;
  context.strokeStyle = dim;
  context.beginPath();
  path(-2);
  path(2);
  context.stroke();
}

function drawKnob(context: Context, x: number, { tide, paper }: Colours): void {
  context.beginPath();
  context.arc(x, BASE, 5, 0, 2 * Math.PI);
  context.fillStyle = tide;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = paper;
  context.stroke();
  context.lineWidth = 1;
}

function drawHead(context: Context, scene: Scene, index: number, colours: Colours): void {
  const { view, width, points } = scene;
  const x = placeOf(view, width, points.axis[index]!);
  const inside = x >= 0 && x <= width;
  if (inside) {
    context.fillStyle = colours.tide;
    context.fillRect(Math.round(x) - 1, LABEL.bottom, 2, TICKS.bottom - LABEL.bottom);
    drawKnob(context, Math.round(x), colours);
  }
  const text = scene.labels.time(points.times[index]!, scene.now);
  setFont(context, colours, 600);
  const label = { x, text: inside ? text : x < 0 ? `‹ ${text}` : `${text} ›`, detail: '' };
  const box = boxOf(context, scene, label);
  setFont(context, colours, 400);
  const over = scene.hovered === undefined ? undefined : boxOf(context, scene, hoverLabel(scene, scene.hovered));
  if (over !== undefined && over.left < box.left + box.wide + LABEL_ROOM && box.left < over.left + over.wide + LABEL_ROOM) return;
  setFont(context, colours, 600);
  drawLabel(context, scene, label, colours);
  setFont(context, colours, 400);
}

function drawHover(context: Context, scene: Scene, index: number, colours: Colours): void {
  const x = placeOf(scene.view, scene.width, scene.points.axis[index]!);
  if (x < 0 || x > scene.width) return;
  context.fillStyle = colours.dim;
  context.fillRect(Math.round(x), LABEL.bottom, 1, TICKS.bottom - LABEL.bottom);
  drawLabel(context, scene, hoverLabel(scene, index), colours);
}

interface Label {
  readonly x: number;
  readonly text: string;
  /** Said after it, dimmer. */
  readonly detail: string;
}

/** px between two labels, and between the parts of one. */
const LABEL_ROOM = 8;

/** The time, and the name of the moment or else its transaction. */
function hoverLabel({ view, width, points, marks, labels, now }: Scene, index: number): Label {
  const txid = points.txids[index]!;
  const name = marks.find((mark) => mark.txid === txid)?.name;
  const x = placeOf(view, width, points.axis[index]!);
  return { x, text: labels.time(points.times[index]!, now), detail: name ?? formatTxid(txid) };
}

/** Centred over `x` as far as the chart reaches. */
function boxOf(context: Context, { width }: Scene, { x, text, detail }: Label): { readonly left: number; readonly wide: number } {
  const apart = detail === '' ? 0 : LABEL_ROOM;
  const wide = context.measureText(text).width + apart + context.measureText(detail).width;
  return { left: Math.max(0, Math.min(width - wide - 4, x - wide / 2)), wide };
}

function drawLabel(context: Context, scene: Scene, label: Label, colours: Colours): void {
  const { left, wide } = boxOf(context, scene, label);
  context.fillStyle = colours.ink;
  context.fillText(label.text, left, LABEL.middle);
  if (label.detail === '') return;
  context.fillStyle = colours.dim;
  context.textAlign = 'right';
  context.fillText(label.detail, left + wide, LABEL.middle);
  context.textAlign = 'left';
}
