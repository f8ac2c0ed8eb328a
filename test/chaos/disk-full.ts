import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { theExecutable } from "./bot-process.ts";
import { runCommand } from "./command.ts";
import { beginLoad } from "./load.ts";
import { perform } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge } from "./verdict.ts";

// The disk of the database fills up under load and is given room again: bun test/chaos/disk-full.ts
// (as root: it mounts a tmpfs of 3 MB).
const FULL_FOR_MS = 5_000;
const TAKEN_WITHIN_MS = 20_000;
const HEALTHY = "200 ok";

const disk = mkdtempSync(join(tmpdir(), "chaos-disk-"));
const filler = join(disk, "filler");
runCommand("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk);
const folder = join(disk, "bot");
mkdirSync(folder);
const setup = await setUpChaos(theExecutable(), { folder });
await perform(setup, async () => {
  const bot = setup.launch();
  await bot.ready;
  const load = beginLoad(setup, 4, () => 300, 15);
  await Bun.sleep(2_000);
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
  await Bun.sleep(FULL_FOR_MS);
  const refused = answers().filter((status) => status === 503).length;
  const odd = answers().filter((status) => status !== 503 && status !== 200).length;
  const whileFull = await health();
  rmSync(filler);
  const before = load.count();
  const freedAt = performance.now();
  while (load.count() === before && performance.now() - freedAt < TAKEN_WITHIN_MS) {
    await Bun.sleep(10);
  }
  const backMs = Math.round(performance.now() - freedAt);
  // It says so with its next look at the files, four times a second.
  while ((await health()) !== HEALTHY && performance.now() - freedAt < TAKEN_WITHIN_MS) {
    await Bun.sleep(10);
  }
  const afterwards = await health();
  // An answer that could not be stored is asked for again.
  const { line, isKept } = await judge(setup, load, setup.asked);
  const isUnaided = bot.exitCode() === null && load.count() > before;
  const how = `full for 5 s: ${refused} refused with 503, ${odd} with anything else; /health said ${whileFull}, then ${afterwards}`;
  return {
    line: `${how}; took messages again after ${backMs} ms; ${line}`,
    isKept:
      isKept &&
      isUnaided &&
      whileFull === "503 full" &&
      afterwards === HEALTHY &&
      refused > 0 &&
      odd === 0,
  };
});
runCommand("umount", disk);
rmSync(disk, { recursive: true, force: true });

/** Returns the status of /health and what it says of the database. */
async function health(): Promise<string> {
  const response = await fetch(`${setup.origin()}/health`);
  return `${response.status} ${/"database":"([^"]+)"/.exec(await response.text())?.[1]}`;
}

function answers(): (number | null)[] {
  return setup.twilio.journal.webhooks
    .filter(({ kind }) => kind === "message")
    .map(({ status }) => status);
}
