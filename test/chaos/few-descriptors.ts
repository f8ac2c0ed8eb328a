import { parseArgs } from "node:util";
import { NOTHING_WRONG } from "./audit.ts";
import { buildBot, theExecutable } from "./bot-process.ts";
import { runShortOfDescriptors } from "./few-descriptors-run.ts";
import { conclude } from "./verdict.ts";

const USAGE = `Has many users write at once to a bot that may open only a few files and connections.
  bun test/chaos/few-descriptors.ts [--users 40] [--descriptors 64] [--executable]
The executable is dist/whatsapp-ai-bot and lives at the machine's own pace.`;

const { values } = parseArgs({
  options: {
    users: { type: "string", default: "40" },
    descriptors: { type: "string", default: "64" },
    executable: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const program = values.executable ? theExecutable() : await buildBot();
  const [users, descriptors] = [Number(values.users), Number(values.descriptors)];
  const run = await runShortOfDescriptors(program, { users, descriptors });
  program.remove();
  const isKept = Bun.deepEquals(run.findings, NOTHING_WRONG) && run.settled === null;
  if (!isKept) process.stderr.write(`${Bun.inspect(run)}\n`);
  const counts = Object.entries(run.findings).map(([name, found]) => `${found.length} ${name}`);
  conclude(
    `${users} users and ${descriptors} descriptors, ${run.lookups} look-ups, all settled in ${(run.tookMs / 1_000).toFixed(1)} s: ${counts.join(", ")}`,
    isKept,
  );
}
