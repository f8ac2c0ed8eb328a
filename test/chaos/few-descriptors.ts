import { NOTHING_WRONG } from "./audit.ts";
import type { BotProgram } from "./bot-process.ts";
import { runShortOfDescriptors } from "./few-descriptors-run.ts";
import { judgeRun, readOptions, withBot } from "./program.ts";
import { countsOf, type Verdict } from "./verdict.ts";

const USAGE = `Has many users write at once to a bot that may open only a few files and connections.
  bun test/chaos/few-descriptors.ts [--users 40] [--descriptors 64] [--executable]
The executable is dist/whatsapp-ai-bot and lives at the machine's own pace.`;

const { users, descriptors, executable } = readOptions(USAGE, {
  users: 40,
  descriptors: 64,
  executable: false,
});
await withBot((program) => judgeRun(() => writeAtOnce(program)), { isExecutable: executable });

async function writeAtOnce(program: BotProgram): Promise<Verdict> {
  const run = await runShortOfDescriptors(program, { users, descriptors });
  const isKept = Bun.deepEquals(run.findings, NOTHING_WRONG) && run.settled === null;
  if (!isKept) process.stderr.write(`${Bun.inspect(run)}\n`);
  return {
    line: `${users} users and ${descriptors} descriptors, ${run.lookups} look-ups, all settled in ${(run.tookMs / 1_000).toFixed(1)} s: ${countsOf(run.findings)}`,
    isKept,
  };
}
