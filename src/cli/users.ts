import { confirm } from "@clack/prompts";
import { isListed } from "../core/user-address.ts";
import { formatDollars } from "../ledger/format-money.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { UserSummary, UserRef } from "../store/user-admin.ts";
import { counted } from "../core/counted.ts";
import { formatTime } from "./format-figures.ts";
import { readOwnSettings } from "./own-settings.ts";
import { hanging, terminalWidth } from "./terminal-width.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { columns, harmless, say, sayJson, styled } from "./write-out.ts";
import { addressOf, reportUnknownUser } from "./with-user.ts";
import type { Json } from "./define-command.ts";

/** Lists every user who ever wrote, or was allowed or blocked. */
export async function listUsers({ json }: Json): Promise<void> {
  const [found, merged] = await withAdminStore(async (admin) => [
    await admin.users(),
    await admin.mergedAddresses(),
  ]);
  const users = found.map((user) =>
    Object.assign(user, {
      furtherAddresses: merged.flatMap(({ userId, address }) =>
        userId === user.id ? address : [],
      ),
    }),
  );
  if (json) return sayJson(users);
  if (users.length === 0) return say("No user has written yet.");
  const listed = whitelist();
  const hasBudgets = users.some((user) => budgetOf(user) !== "");
  const rows = users.map((user) => {
    const row = [
      String(user.id),
      [addressOf(user), ...user.furtherAddresses].join(", "),
      harmless(user.name ?? "").replaceAll("\n", " "),
      String(user.messages),
      String(user.refused),
      user.lastWroteAt === null ? "never" : formatTime(user.lastWroteAt),
      standingOf(user, listed),
    ];
    return hasBudgets ? row.concat(budgetOf(user)) : row;
  });
  const head = ["ID", "ADDRESS", "NAME", "MESSAGES", "REFUSED", "LAST WROTE", "STANDING"];
  if (hasBudgets) head.push("BUDGET");
  const [first = "", ...rest] = columns([head, ...rows]);
  const width = terminalWidth();
  if (width !== null && [first, ...rest].some((line) => Bun.stringWidth(line) > width)) {
    for (const cells of rows) sayCard(head, cells);
    return;
  }
  say(styled("bold", first));
  for (const line of rest) say(line);
}

/** Prints one user as a line for each column, for a terminal that is too narrow for the table. */
function sayCard(head: readonly string[], [id = "", ...cells]: readonly string[]): void {
  const [, ...names] = head;
  const longest = Math.max(...names.map((name) => name.length));
  say(styled("bold", `#${id}`));
  cells.forEach((cell, index) => {
    if (cell !== "")
      say(
        hanging(`  ${styled("dim", (names[index] ?? "").toLowerCase().padEnd(longest))}  `, cell),
      );
  });
}

/** Allows a user, regardless of the whitelist; lifts a block. */
export function allowUser(who: UserRef): Promise<boolean> {
  return change(who, { isWhitelisted: true, isActive: true }, (address) => {
    say(`${address} is allowed from the next message on.`);
    if (whitelist().size === 0) {
      say(styled("dim", "WHITELISTED_USERS is empty, so all other users are allowed too."));
    }
  });
}

/** Blocks a user: their messages are neither stored nor answered. */
export function blockUser(who: UserRef): Promise<boolean> {
  return change(who, { isWhitelisted: false, isActive: false }, (address) => {
    say(`${address} is blocked: their messages are neither stored nor answered.`);
  });
}

/**
 * Erases a user with all messages, after a confirmation. Returns false if there is no such user or
 * the answer is no.
 */
export async function forgetUser(
  who: UserRef,
  { yes = false }: { readonly yes?: boolean },
): Promise<boolean> {
  const user = await withAdminStore((admin) => admin.findUser(who));
  if (user === null) return reportUnknownUser(who);
  const { messages, refused } = user;
  const what = `${addressOf(user)} with ${counted(messages + refused, "message")}, answers and files`;
  if (!yes) {
    if (!process.stdin.isTTY) {
      say(`This would erase ${what} permanently. Confirm with --yes.`);
      return false;
    }
    const isSure = await confirm({ message: `Erase ${what} for good?`, initialValue: false });
    if (isSure !== true) return false;
  }
  await withAdminStore((admin) => admin.eraseUser(user.id, TERMINAL));
  say(`Erased: ${what}. Your backups still contain them.`);
  return true;
}

async function change(
  who: UserRef,
  standing: { readonly isWhitelisted: boolean; readonly isActive: boolean },
  told: (address: string) => void,
): Promise<boolean> {
  const user = await withAdminStore(async (admin) => {
    const known = await admin.findUser(who);
    const address = known === null ? who : addressOf(known);
    if (typeof address === "number") return null;
    return admin.setPermissions(address, standing, TERMINAL);
  });
  if (user === null) return reportUnknownUser(who);
  told(addressOf(user));
  return true;
}

function standingOf(user: UserSummary, listed: ReadonlySet<string>): string {
  if (!user.isActive) return styled("red", "blocked");
  if (user.isOptedOut) return styled("yellow", "wrote STOP");
  if (user.isWhitelisted) return styled("green", "allowed");
  if (isListed(user, [...listed])) return styled("green", "in WHITELISTED_USERS");
  return listed.size === 0 ? "open to all" : styled("yellow", "refused");
}

/** The limits of their own; empty if there are none. */
function budgetOf({ dailyBudget, monthlyBudget }: UserSummary): string {
  const limit = (amount: number | null, period: string) =>
    amount === null
      ? []
      : amount === 0
        ? `any a ${period}`
        : `${formatDollars(BigInt(amount))} a ${period}`;
  return [limit(dailyBudget, "day"), limit(monthlyBudget, "month")].flat().join(", ");
}

function whitelist(): ReadonlySet<string> {
  return new Set(readOwnSettings().config.whitelistedUsers);
}
