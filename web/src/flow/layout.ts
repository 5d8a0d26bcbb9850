import type { Schemas } from '../api/client';
import { said } from '../i18n';
import { linkKey } from './path';

type Step = Schemas['GuideStep'];

/** A box of the picture: a step, or a block with its lanes. Lengths are CSS pixels, the origin is the top left corner. */
export interface Box {
  step: Step;
  x: number;
  y: number;
  w: number;
  h: number;
}

/** A way out that stands beside its step as words, and to a step or back also as a link. */
export interface Exit {
  key: string;
  text: string;
  way: string;
  x: number;
  y: number;
  w: number;
}

/** What the picture says beside the words of the definition. */
export interface Words { previous: string; otherwise: string; nth: (n: number) => string }

export interface LaneTitle { key: string; text: string; x: number; y: number; w: number }

export interface Link {
  key: string; // linkKey of its ends
  from: string;
  to: string;
  way: string;
  d: string; // of the path
  x: number; // where its number stands
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Box[]; // a block before what it holds
  lanes: LaneTitle[];
  exits: Exit[];
  links: Link[];
}

const size = { w: 208, h: 60, gap: 34, lane: 28, pad: 14, head: 44, exit: 196, row: 26, track: 14, margin: 26 };

interface WayOut { key: string; text: string; way: string }

/** A sequence, with how far it reaches to both sides of its middle line. */
interface Measured { left: number; right: number; height: number; steps: Placed[] }
interface Placed { step: Step; ways: WayOut[]; left: number; right: number; height: number; lanes: { title: string; inner: Measured }[] }

/**
 * Where everything of a flow stands. A flow is sequences within blocks, so that its picture is stacks within frames and needs no search
 * for a good place; only ways ahead and back cross them, each in a track of its own to the left. Ways between nodes that no definition names
 * (the law's, or those of an act on the whole case) are drawn too when the case went them.
 */
export function layOut(steps: readonly Step[], words: Words, also: readonly { from: string; to: string; way: string }[] = []): Layout {
  const out: Layout = { width: 0, height: 0, boxes: [], lanes: [], exits: [], links: [] };
  const all = measure(steps, '', '', words);
  const jumps = jumpsOf(steps, also);
  const left = all.left + size.margin + jumps.length * size.track;
  out.width = left + all.right + size.margin;
  const start = { node: '', x: left, y: 16 };
  out.height = place(out, all, left, start.y + size.gap, start) + size.margin;
  for (const [i, j] of jumps.entries()) route(out, j, size.margin / 2 + (jumps.length - 1 - i) * size.track);
  return out;
}

function measure(steps: readonly Step[], within: string, lane: string, words: Words): Measured {
  const inside = steps.filter((s) => (s.within_node ?? '') === within && (s.lane ?? '') === lane).map((s) => measured(steps, s, words));
  return {
    left: Math.max(size.w / 2, ...inside.map((p) => p.left)), right: Math.max(size.w / 2, ...inside.map((p) => p.right)),
    height: inside.reduce((sum, p) => sum + p.height, 0) + Math.max(0, inside.length - 1) * size.gap, steps: inside,
  };
}

function measured(steps: readonly Step[], step: Step, words: Words): Placed {
  const ways = exitsOf(step, words);
  const exits = step.leads.length > 0 ? size.exit + 10 : 0;
  if (step.kind !== 'parallel' && step.kind !== 'choice') {
    const h = step.kind === 'end' ? 36 : Math.max(size.h, ways.length * size.row);
    return { step, ways, left: size.w / 2, right: size.w / 2 + exits, height: h, lanes: [] };
  }
  const names = step.kind === 'choice' ? step.cases.map((_, i) => String(i)) : [...new Set(steps.filter((s) => s.within_node === step.node).map((s) => s.lane ?? ''))];
  const lanes = names.map((name, i) => ({ title: laneTitle(steps, step, name, i, words), inner: measure(steps, step.node, name, words) }));
  const w = lanes.reduce((sum, l) => sum + l.inner.left + l.inner.right, 0) + (lanes.length - 1) * size.lane + 2 * size.pad;
  const h = size.head + size.gap + Math.max(...lanes.map((l) => l.inner.height)) + size.gap;
  return { step, ways, left: w / 2, right: w / 2 + exits, height: Math.max(h, ways.length * size.row), lanes };
}

function laneTitle(steps: readonly Step[], step: Step, name: string, i: number, words: Words): string {
  if (step.kind === 'choice') return step.cases[i]?.when ? words.nth(i + 1) : words.otherwise;
  return said(steps.find((s) => s.within_node === step.node && s.lane === name)?.lane_title);
}

interface Point { node: string; x: number; y: number }

/** Places a sequence below a point, and returns where it ends. */
function place(out: Layout, seq: Measured, x: number, y: number, from: Point): number {
  let before = from;
  for (const [i, p] of seq.steps.entries()) {
    out.links.push(straight(before, { node: p.step.node, x, y }));
    const w = p.lanes.length > 0 ? p.left * 2 : size.w;
    out.boxes.push({ step: p.step, x: x - w / 2, y, w, h: p.height });
    exits(out, p, x + w / 2 + 10, y);
    if (p.lanes.length > 0) lanes(out, p, x - w / 2 + size.pad, y);
    before = { node: p.step.node, x, y: y + p.height };
    y += p.height + (i < seq.steps.length - 1 ? size.gap : 0);
  }
  return y;
}

function lanes(out: Layout, p: Placed, x: number, y: number): void {
  const fork = { node: p.step.node, x: x - size.pad + p.left, y: y + size.head };
  for (const { title, inner } of p.lanes) {
    const middle = x + inner.left;
    const top = y + size.head + size.gap;
    out.lanes.push({ key: `${p.step.node}/${title}/${String(middle)}`, text: title, x, y: y + size.head + 2, w: inner.left + inner.right });
    place(out, inner, middle, top, fork);
    x += inner.left + inner.right + size.lane;
  }
}

/** The ways out of a step; decisions that lead to the same place share one, since entries say where a case went and not by which word. */
function exitsOf(step: Step, words: Words): WayOut[] {
  const grouped = new Map<string, Step['leads']>();
  for (const l of step.leads) {
    const key = linkKey(step.node, l.to ?? '', l.way);
    grouped.set(key, [...(grouped.get(key) ?? []), l]);
  }
  return [...grouped].map(([key, leads]) => {
    const what = leads.map((l) => said(l.title)).join(' / ');
    const to = leads[0]?.to ? said(leads[0].to_title) : words.previous;
    return { key, text: to && to !== what ? `${what} → ${to}` : what, way: leads[0]?.way ?? '' };
  });
}

function exits(out: Layout, p: Placed, x: number, y: number): void {
  for (const [i, e] of p.ways.entries()) out.exits.push({ ...e, x, y: y + i * size.row, w: size.exit });
}

/** Down, and across where the two do not stand below each other. */
function straight(a: Point, b: Point): Link {
  const turn = (a.y + b.y) / 2;
  const d = a.x === b.x ? `M${a.x} ${a.y}V${b.y}` : `M${a.x} ${a.y}V${turn}H${b.x}V${b.y}`;
  return { key: linkKey(a.node, b.node, 'on'), from: a.node, to: b.node, way: 'on', d, x: b.x, y: a.x === b.x ? turn : b.y - 10 };
}

interface Jump { from: string; to: string; way: string }

function jumpsOf(steps: readonly Step[], also: readonly Jump[]): Jump[] {
  const named = steps.flatMap((s) => s.leads.filter((l) => l.way !== 'end' && l.to).map((l) => ({ from: s.node, to: l.to ?? '', way: l.way })));
  const seen = new Map<string, Jump>();
  for (const j of [...named, ...also]) seen.set(linkKey(j.from, j.to, j.way), j);
  return [...seen.values()];
}

/** Out of the left side of one box, along a track, into the left side of another. */
function route(out: Layout, j: Jump, track: number): void {
  const a = out.boxes.find((x) => x.step.node === j.from);
  const b = out.boxes.find((x) => x.step.node === j.to);
  if (!a || !b) return;
  const from = a.y + Math.min(a.h, size.h) * 0.72;
  const to = b.y + Math.min(b.h, size.h) * 0.32;
  out.links.push({ key: linkKey(j.from, j.to, j.way), from: j.from, to: j.to, way: j.way, d: `M${a.x} ${from}H${track}V${to}H${b.x}`, x: track, y: (from + to) / 2 });
}
