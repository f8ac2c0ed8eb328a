import { parseArgs } from "node:util";
import { NOTHING_WRONG } from "./audit.ts";
import { buildBot, theExecutable } from "./bot-process.ts";
import { APOLOGY, runWithPoison } from "./poison-run.ts";
import { conclude } from "./verdict.ts";

const USAGE = `Sends messages that end the bot's process whenever they are answered, while people write to it.
  bun test/chaos/poison.ts [--poisons 1] [--users 6] [--executable]
The executable is dist/whatsapp-ai-bot and lives at the machine's own pace.`;
/** Twice beside others, once alone. */
const DEATHS = 3;

const { values } = parseArgs({
  options: {
    poisons: { type: "string", default: "1" },
    users: { type: "string", default: "6" },
    executable: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const program = values.executable ? theExecutable() : await buildBot();
  const poisons = Number(values.poisons);
  const run = await runWithPoison(program, { users: Number(values.users), poisons });
  program.remove();
  const wrong = Object.entries(run.findings).map(([name, found]) => `${found.length} ${name}`);
  const isFair =
    Bun.deepEquals(run.findings, NOTHING_WRONG) &&
    run.innocent > 0 &&
    run.replies.every((replies) => Bun.deepEquals(replies, [APOLOGY]));
  // Of several, one may end the process in which another waits.
  const isEarly = poisons > 1 || run.deaths.every((deaths) => deaths === DEATHS);
  if (!isFair) process.stderr.write(`${Bun.inspect(run)}\n`);
  conclude(
    `${poisons} that kill, given up after ${run.deaths.join(" and ")} deaths; ${run.innocent} other messages: ${wrong.join(", ")}`,
    isFair && isEarly,
  );
}
