import { Database } from "bun:sqlite";
import { theExecutable } from "./bot-process.ts";
import { beginLoad } from "./load.ts";
import { perform } from "./program.ts";
import { setUpChaos } from "./setup.ts";
import { judge } from "./verdict.ts";

// Another program holds the database's write lock under load, shorter and longer than the bot is
// patient: bun test/chaos/locked.ts
for (const [seconds, isTooLong] of [
  [4, false],
  [10, true],
] as const) {
  await holdFor(seconds, isTooLong);
}

async function holdFor(seconds: number, isTooLong: boolean): Promise<void> {
  await perform(await setUpChaos(theExecutable()), async (setup) => {
    const bot = setup.launch();
    await bot.ready;
    const load = beginLoad(setup, 4, () => 300, 15);
    await Bun.sleep(1_000);
    const other = new Database(setup.databasePath);
    other.run("PRAGMA busy_timeout = 5000");
    other.run("BEGIN IMMEDIATE");
    // The lock must not make the process deaf.
    const asked = performance.now();
    const isHeard = (await fetch(`${setup.origin()}/health/live`)).ok;
    const heardMs = Math.round(performance.now() - asked);
    await Bun.sleep(seconds * 1_000);
    other.run("COMMIT");
    other.close();
    // An answer that could not be stored is asked for again.
    const { line, isKept } = await judge(setup, load, setup.asked);
    const statuses = setup.twilio.journal.webhooks
      .filter(({ kind }) => kind === "message")
      .map(({ status }) => status);
    const refused = statuses.filter((status) => status === 503).length;
    const odd = statuses.filter((status) => status !== 200 && status !== 503).length;
    const isAsPromised = isHeard && odd === 0 && (isTooLong ? refused > 0 : refused === 0);
    const how = `locked for ${seconds} s: ${refused} refused with 503, ${odd} with anything else`;
    return {
      line: `${how}, /health/live after ${heardMs} ms; ${line}`,
      isKept: isKept && isAsPromised,
    };
  });
}
