import { type Command, InvalidArgumentError } from "commander";
import { readDollars } from "../core/read-dollars.ts";
import type { UserRef } from "../store/user-admin.ts";
import { MAX_USER_BUDGET } from "../store/charges.ts";
import { aboutUser, type Json, run } from "./define-command.ts";

/** In nano-dollars. Commander turns a null into an empty text, so the end of a limit is a word. */
type Limit = bigint | "off";

interface BudgetOptions extends Json {
  readonly day?: Limit;
  readonly month?: Limit;
}

/** Adds the command that shows and changes what one user may cost. */
export function addBudget(users: Command): void {
  aboutUser(users, "budget", "show or change what a user may cost")
    .option("--day <usd>", "dollars a day; 0 is no limit, `off` that of the settings", readLimit)
    .option("--month <usd>", "the same for a month", readLimit)
    .option("--json", "print JSON, for scripts; amounts in nano-dollars")
    .action(
      run(async (who: UserRef, { day, month, ...options }: BudgetOptions) => {
        const { budgetUser } = await import("./budget-user.ts");
        const change = {
          ...(day !== undefined && { daily: toLimit(day) }),
          ...(month !== undefined && { monthly: toLimit(month) }),
        };
        return budgetUser(who, change, options);
      }),
    );
}

function toLimit(limit: Limit): bigint | null {
  return limit === "off" ? null : limit;
}

function readLimit(given: string): Limit {
  if (given === "off") return given;
  const amount = readDollars(given);
  if (amount !== null && amount <= MAX_USER_BUDGET) return amount;
  throw new InvalidArgumentError(
    "It must be an amount of US dollars up to 1000000, such as 5 or 0.50, or off.",
  );
}
