import { type Command, Option } from "commander";
import { LOG_LEVELS } from "../admin/log-filter.ts";
import type { LogLine } from "../admin/wire.ts";
import { type Json, run } from "./define-command.ts";
import { readCount } from "./read-count.ts";
import { fitted } from "./terminal-width.ts";

/** Adds the commands that show how the running bot is, as the owner's page does. */
export function addOverview(program: Command): void {
  program
    .command("status")
    .description("show the last hour, the queue, today's cost and recent problems")
    .option("--json", "print JSON, for scripts; amounts in nano-dollars")
    .addHelpText("after", () =>
      fitted("\nExit code 1 if no server runs on this machine, or its database cannot be written."),
    )
    .action(run(async (options: Json) => (await import("./status.ts")).showStatus(options)));
  program
    .command("channels")
    .description("show each channel's state, last messages, webhooks and setup steps")
    .option("--json", "print JSON, for scripts")
    .action(run(async (options: Json) => (await import("./channels.ts")).showChannels(options)));
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
    .action(
      run(async ({ follow = false, search = "", ...options }: LogFlags) =>
        (await import("./log.ts")).showLog({ ...options, search, isFollowed: follow }),
      ),
    );
}

interface LogFlags extends Json {
  readonly follow?: boolean;
  readonly level: LogLine["level"];
  readonly search?: string;
  readonly limit: number;
}
