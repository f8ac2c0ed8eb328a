import { readdirSync, readFileSync } from "node:fs";
import { theExecutable } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { perform, readOptions } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge } from "./verdict.ts";

const USAGE = `Keeps up a steady conversation for minutes, and measures what it does to memory and files. The
first third counts as warm-up.
  bun test/chaos/soak.ts [--minutes 3] [--users 8]`;
const SAMPLE_MS = 1_000;

const { minutes, users } = readOptions(USAGE, { minutes: 3, users: 8 });
await perform(await setUpChaos(theExecutable(), { thinkMs: () => 20 }), async (setup) => {
  const bot = setup.launch();
  await bot.ready;
  const load = beginLoad(setup, users, () => 100);
  const samples: { readonly hours: number; readonly megabytes: number; readonly files: number }[] =
    [];
  const until = performance.now() + minutes * 60_000;
  const startedAt = performance.now();
  while (performance.now() < until) {
    await Bun.sleep(SAMPLE_MS);
    const hours = (performance.now() - startedAt) / 3_600_000;
    samples.push({ hours, megabytes: residentMegabytes(bot.pid), files: openFiles(bot.pid) });
  }
  const { line, isKept } = await judge(setup, load);
  const warm = samples.slice(Math.floor(samples.length / 3));
  const files = warm.map((sample) => sample.files);
  const slope = slopeOf(warm.map(({ hours, megabytes }) => [hours, megabytes]));
  const first = warm[0]?.megabytes.toFixed(0);
  const last = warm.at(-1)?.megabytes.toFixed(0);
  const figures =
    `${minutes} min, RSS ${first} to ${last} MB (${slope.toFixed(1)} MB/h after warm-up), ` +
    `${Math.min(...files)} to ${Math.max(...files)} file descriptors`;
  return { line: `${figures}; ${line}`, isKept };
});

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1_024;
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Of the straight line through these points, by least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) =>
    points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const up = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const across = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return up / across;
}
