import { NOTHING_WRONG } from "./audit.ts";
import type { BotProgram } from "./bot-process.ts";
import { APOLOGY, runWithPoison } from "./poison-run.ts";
import { judgeRun, readOptions, withBot } from "./program.ts";
import { countsOf, type Verdict } from "./verdict.ts";

const USAGE = `Sends messages that end the bot's process whenever they are answered, while people write to it.
  bun test/chaos/poison.ts [--poisons 1] [--users 6] [--executable]
The executable is dist/whatsapp-ai-bot and lives at the machine's own pace.`;
/** Twice beside others, once alone. */
const DEATHS = 3;

const { poisons, users, executable } = readOptions(USAGE, {
  poisons: 1,
  users: 6,
  executable: false,
});
await withBot((program) => judgeRun(() => poison(program)), { isExecutable: executable });

async function poison(program: BotProgram): Promise<Verdict> {
  const run = await runWithPoison(program, { users, poisons });
  const isFair =
    Bun.deepEquals(run.findings, NOTHING_WRONG) &&
    run.innocent > 0 &&
    run.replies.every((replies) => Bun.deepEquals(replies, [APOLOGY]));
  // Of several, one may end the process in which another waits.
  const isEarly = poisons > 1 || run.deaths.every((deaths) => deaths === DEATHS);
  if (!isFair) process.stderr.write(`${Bun.inspect(run)}\n`);
  return {
    line: `${poisons} that kill, given up after ${run.deaths.join(" and ")} deaths; ${run.innocent} other messages: ${countsOf(run.findings)}`,
    isKept: isFair && isEarly,
  };
}
