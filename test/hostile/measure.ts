import type { SHAPES } from "./shapes.ts";

/** Something that reads what a user or a model wrote. */
export interface Reader<Input = string> {
  readonly name: string;
  /** The longest that can reach it, in UTF-16 units. */
  readonly maxLength: number;
  /** For how long it may keep the processor at a stretch. */
  readonly maxMs: number;
  /** Makes its input, which is not measured. */
  prepare(text: string): Input;
  read(input: Input): unknown;
}

/** A reader that takes the text as it is. */
export function ofText(
  name: string,
  maxLength: number,
  maxMs: number,
  read: (text: string) => unknown,
): Reader {
  return { name, maxLength, maxMs, prepare: (text) => text, read };
}

export interface Cost {
  readonly shape: string;
  /** The longest stretch for which nothing else had its turn, in ms of processor time. */
  readonly stretchMs: number;
  readonly totalMs: number;
  /** The cost relative to a text of half the length. */
  readonly growth: number;
}

/** So many shapes that are too dear are enough to see. */
const MAX_DEAR = 3;
/** Below this, what is measured is mostly noise. */
const NOISE_MS = 50;
/** Twice for linear work, four times for quadratic. */
const MAX_GROWTH = 3.3;
/** The collector and the compiler run beside the work now and then, never every time. */
const TRIES = 4;

/**
 * Returns the cost of each shape for a reader, the highest first. One that seems too high is
 * measured again, and after three the rest is left out.
 */
export async function costsOf<Input>(
  reader: Reader<Input>,
  shapes: typeof SHAPES,
): Promise<Cost[]> {
  const { maxLength } = reader;
  const costs: Cost[] = [];
  for (const [shape, make] of shapes) {
    const whole = reader.prepare(make(maxLength));
    const half = () => reader.prepare(make(maxLength >> 1));
    let best = await measure(shape, reader, whole, half);
    for (let left = TRIES - 1; left > 0 && isTooDear(best, reader); left -= 1) {
      best = cheaper(best, await measure(shape, reader, whole, half));
    }
    costs.push(best);
    if (costs.filter((cost) => isTooDear(cost, reader)).length === MAX_DEAR) break;
  }
  return costs.toSorted((one, other) => other.stretchMs - one.stretchMs);
}

export function isTooDear(cost: Cost, { maxMs }: Pick<Reader, "maxMs">): boolean {
  return cost.stretchMs > maxMs || cost.growth > MAX_GROWTH;
}

function cheaper(one: Cost, other: Cost): Cost {
  return {
    shape: one.shape,
    stretchMs: Math.min(one.stretchMs, other.stretchMs),
    totalMs: Math.min(one.totalMs, other.totalMs),
    growth: Math.min(one.growth, other.growth),
  };
}

async function measure<Input>(
  shape: string,
  reader: Reader<Input>,
  whole: Input,
  makeHalf: () => Input,
): Promise<Cost> {
  const more = await time(() => reader.read(whole));
  if (more.totalMs < NOISE_MS) return { shape, ...more, growth: 0 };
  const half = makeHalf();
  const less = await time(() => reader.read(half));
  return { shape, ...more, growth: more.totalMs / Math.max(1, less.totalMs) };
}

async function time(work: () => unknown): Promise<{ stretchMs: number; totalMs: number }> {
  const start = cpuMs();
  let last = start;
  let stretchMs = 0;
  let isDone = false;
  const look = () => {
    const now = cpuMs();
    stretchMs = Math.max(stretchMs, now - last);
    last = now;
    if (!isDone) setImmediate(look);
  };
  const done = work();
  look();
  await done;
  isDone = true;
  look();
  return { stretchMs, totalMs: last - start };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
