import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { theExecutable } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { conclude } from "./program.ts";
import { setUpChaos } from "./setup.ts";

// A damaged database must be refused at the start, in words that help: bun test/chaos/corrupt.ts
const PAGE = 4_096;
let refused = 0;
const places = ["the header", "the schema", "a page in the middle"] as const;
for (const place of places) {
  if (await isRefused(place)) refused += 1;
}
conclude({
  line: `${refused} of ${places.length} damaged databases refused with 78 and advice`,
  isKept: refused === places.length,
});

async function isRefused(place: (typeof places)[number]): Promise<boolean> {
  const setup = await setUpChaos(theExecutable());
  try {
    const bot = setup.launch();
    await bot.ready;
    const load = beginLoad(setup, 2);
    await Bun.sleep(500);
    await load.end();
    bot.send("SIGTERM");
    await bot.ended();
    damage(setup.databasePath, place);
    const next = setup.launch();
    await next.ended();
    const said = await next.complaint;
    return next.exitCode() === 78 && /damaged/.test(said) && /backup/.test(said);
  } finally {
    await setup.stop();
  }
}

function damage(path: string, place: (typeof places)[number]): void {
  const pages = statSync(path).size / PAGE;
  const at = { "the header": 0, "the schema": 100, "a page in the middle": PAGE * (pages >> 1) };
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(PAGE / 2, 0xa5), 0, PAGE / 2, at[place]);
  closeSync(file);
}
