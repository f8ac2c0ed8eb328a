import { expect, test } from "bun:test";
import { join } from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { createFakeClock } from "../fake-clock.ts";
import { quickFolder } from "../quick-folder.ts";
import { runCommand } from "./run-command.ts";

test("the costs of two days are those of two days, also just after the clocks went forward", async () => {
  const cwd = quickFolder("costs-");
  const path = join(cwd, "bot.db");
  await (await openSqliteStore({ path, clock: createFakeClock() })).close();
  const preload = join(cwd, "clock.ts");
  await Bun.write(preload, 'Date.now = () => Date.parse("2027-03-29T00:30+02:00");');
  const settings = {
    DATABASE_URL: path,
    TIMEZONE: "Europe/Berlin",
    BUN_OPTIONS: `--preload ${preload}`,
  };
  const { said, complained } = await runCommand(["costs", "--days", "2"], { cwd, settings });
  expect(`${said}${complained}`).toContain("Nothing was charged since 2027-03-28.");
});
