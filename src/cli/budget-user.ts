import { createDayNamer } from "../core/calendar.ts";
import { bareAddress } from "../core/user-address.ts";
import { formatDollars } from "../ledger/format-money.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { UserRef } from "../store/user-admin.ts";
import { type BudgetChange, budgetFromRow } from "../store/charges.ts";
import { readOwnSettings } from "./own-settings.ts";
import { say, sayJson, styled } from "./write-out.ts";
import { addressOf, reportUnknownUser, withUser } from "./with-user.ts";
import type { Json } from "./define-command.ts";

/** Changes what a user may cost, and shows it beside what they did. Returns false if there is no such user. */
export function budgetUser(who: UserRef, change: BudgetChange, { json }: Json): Promise<boolean> {
  const { config } = readOwnSettings();
  const today = createDayNamer(config.timezone ?? "UTC")(Date.now());
  return withUser(who, async (admin, { id }) => {
    if (Object.keys(change).length > 0) await admin.changeUser(id, change, TERMINAL);
    const user = await admin.findUser(id);
    if (user === null) return reportUnknownUser(who);
    const spent = await admin.moneySpent(id, today);
    const { daily, monthly } = budgetFromRow(user);
    const day = { spent: spent.day, own: daily, ofAll: config.dailyBudgetPerUser ?? 0n };
    const month = { spent: spent.month, own: monthly, ofAll: config.monthlyBudgetPerUser ?? 0n };
    if (json) sayJson({ id, address: addressOf(user), day: inText(day), month: inText(month) });
    else {
      say(styled("bold", bareAddress(addressOf(user))));
      say(`  today       ${shareOf(day, "DAILY_BUDGET_USD_PER_USER")}`);
      say(`  this month  ${shareOf(month, "MONTHLY_BUDGET_USD_PER_USER")}`);
    }
    return true;
  });
}

interface Share {
  readonly spent: bigint;
  /** The limit of the user's own; null for none. */
  readonly own: bigint | null;
  /** The limit of each user by the settings. */
  readonly ofAll: bigint;
}

function shareOf({ spent, own, ofAll }: Share, setting: string): string {
  const limit = own ?? ofAll;
  const most = limit === 0n ? ", no limit" : ` of ${formatDollars(limit)}`;
  const from = own === null ? styled("dim", ` (${setting})`) : "";
  return `${formatDollars(spent)}${most}${from}`;
}

/** JSON has no whole numbers of this size: amounts are written as text, in nano-dollars. */
function inText({ spent, own, ofAll }: Share) {
  return { spent: String(spent), limit: String(own ?? ofAll), isOwn: own !== null };
}
