import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBot, startServer } from "./bot.ts";
import { median } from "./figures.ts";
import type { Measure } from "./measure.ts";

/** From the start of the executable until it answers, against a compiled server that does nothing. */
export const measureColdStart: Measure = async ({ program, standIns, isQuick }) => {
  const bare = await buildBare();
  const readyMs: { bot: number; bare: number }[] = [];
  for (let run = 0; run < (isQuick ? 5 : 20); run += 1) {
    const first = await startServer([bare.file], mkdtempSync(join(tmpdir(), "bench-bare-")), {});
    await first.stop();
    const bot = await startBot({ program, standIns: standIns.url });
    await bot.stop();
    readyMs.push({ bare: first.readyMs, bot: bot.readyMs });
  }
  rmSync(bare.folder, { recursive: true, force: true });
  return {
    figures: [
      {
        id: "start.ready",
        what: "cold start until it answers",
        value: median(readyMs.map(({ bot }) => bot)),
        unit: "ms",
        against: { what: "bare Bun.serve", value: median(readyMs.map((run) => run.bare)) },
        ratio: median(readyMs.map((run) => run.bot / run.bare)),
      },
    ],
  };
};

async function buildBare(): Promise<{ file: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "bench-bare-build-"));
  const source = join(folder, "bare.ts");
  const file = join(folder, "bare");
  writeFileSync(
    source,
    "Bun.serve({ hostname: '127.0.0.1', port: Number(process.env.PORT), fetch: () => new Response('ok') });",
  );
  await Bun.build({
    entrypoints: [source],
    minify: true,
    bytecode: true,
    format: "esm",
    compile: { outfile: file, autoloadBunfig: false, autoloadDotenv: false },
  });
  return { file, folder };
}
