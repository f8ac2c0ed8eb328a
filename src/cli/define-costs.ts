import { type Command, Option } from "commander";
import { COSTS_BY, type CostsBy } from "../store/charges.ts";
import { type Json, run } from "./define-command.ts";
import { readCount } from "./read-count.ts";

/** Adds the command that shows the bot's costs. */
export function addCosts(program: Command): void {
  program
    .command("costs")
    .description("show the costs of the last days")
    .option("--days <count>", "number of days, today included", readCount, 30)
    .addOption(
      new Option("--by <what>", "how the sums are grouped").choices(COSTS_BY).default("kind"),
    )
    .option("--json", "print JSON, for scripts; amounts in nano-dollars")
    .action(
      run(async (options: Json & { days: number; by: CostsBy }) =>
        (await import("./costs.ts")).showCosts(options),
      ),
    );
}
