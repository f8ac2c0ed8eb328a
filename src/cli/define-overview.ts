import { type Command, Option } from "commander";
import { LOG_LEVELS } from "../admin/log-filter.ts";
import type { LogLine } from "../admin/wire.ts";
import { EX_NO } from "./exit.ts";
import { readCount } from "./read-count.ts";
import { fitted } from "./terminal-width.ts";

interface Json {
  readonly json?: boolean;
}

/** Adds the commands that show how the running bot is, as the owner's page does. */
export function addOverview(program: Command): void {
  program
    .command("status")
    .description("show the last hour, the queue, today's cost and recent problems")
    .option("--json", "print JSON, for scripts; amounts in nano-dollars")
    .addHelpText("after", () =>
      fitted("\nExit code 1 if no server runs on this machine, or its database cannot be written."),
    )
    .action(async ({ json = false }: Json) => {
      const { showStatus } = await import("./status.ts");
      if (!(await showStatus({ json }))) process.exitCode = EX_NO;
    });
  program
    .command("channels")
    .description("show each channel's state, last messages, webhooks and setup steps")
    .option("--json", "print JSON, for scripts")
    .action(async ({ json = false }: Json) => {
      const { showChannels } = await import("./channels.ts");
      await showChannels({ json });
    });
  program
    .command("log")
    .description("show the last lines of the running server's log")
    .option("-f, --follow", "print new lines as they are written, until Ctrl-C")
    .addOption(
      new Option("-l, --level <level>", "this level and those above")
        .choices(LOG_LEVELS)
        .default("info"),
    )
    .option("-s, --search <text>", "a part of the event or of its facts")
    .option("-n, --limit <count>", "number of lines", readCount, 50)
    .option("--json", "print one JSON object per line, for scripts")
    .addHelpText("after", () =>
      fitted(
        "\nThe server on this machine keeps its last 2,000 lines, without secrets and numbers.",
      ),
    )
    .action(async ({ follow = false, json = false, search = "", ...options }: LogFlags) => {
      const { showLog } = await import("./log.ts");
      await showLog({ ...options, search, isFollowed: follow, json });
    });
}

interface LogFlags extends Json {
  readonly follow?: boolean;
  readonly level: LogLine["level"];
  readonly search?: string;
  readonly limit: number;
}
