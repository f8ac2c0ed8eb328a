import { formatMoney } from "../../ledger/format-money.ts";
import type { BudgetChange, SpentMoney } from "../../store/charges.ts";
import type { BudgetedUser } from "../../store/users.ts";
import type { Turn } from "../../store/turn.ts";
import { type CommandDeps, defineCommand } from "./command.ts";
import { describeUser } from "./describe-user.ts";
import { ownerOf } from "./owner-of.ts";
import { readBudget, type WrittenBudget } from "./read-budget.ts";
import { readUser } from "./read-user.ts";

/** The money that one user has spent in a day or month, and the limit, in nano-dollars. */
interface Share {
  readonly spent: bigint;
  /** 0 is no limit. */
  readonly limit: bigint;
  /** True if the limit is that of the settings. */
  readonly isDefault: boolean;
}

/** Shows an owner what a user has spent and may spend, and changes that. */
export const setBudget = defineCommand({
  name: "budget",
  forAdmins: true,
  plainWord: false,
  argument: "required",
  languages: {
    en: {
      words: ["budget"],
      help: "limit what a user costs, such as “/budget CODE 5” a day or “/budget CODE 50 month”; “off” in its place ends it",
      off: ["off", "none", "no", "unlimited"],
      day: ["day", "daily"],
      month: ["month", "monthly"],
      needsAmount: "Please write the amount in dollars, such as 5 or 0.50, or “off”.",
      report: (today: Share, month: Share, user: string) =>
        [user, line("Today", today, english), line("This month", month, english)].join("\n"),
    },
    es: {
      words: ["presupuesto"],
      help: "limitar lo que cuesta alguien, por ejemplo «/presupuesto CÓDIGO 5» al día o «/presupuesto CÓDIGO 50 mes»; «no» en su lugar lo quita",
      off: ["no", "sin", "ninguno", "quitar", "ilimitado"],
      day: ["dia", "diario"],
      month: ["mes", "mensual"],
      needsAmount: "Escribe la cantidad en dólares, por ejemplo 5 o 0,50, o «no».",
      report: (today, month, user) =>
        [user, line("Hoy", today, spanish), line("Este mes", month, spanish)].join("\n"),
    },
    pt: {
      words: ["orçamento"],
      help: "limitar quanto alguém custa, por exemplo “/orçamento CÓDIGO 5” por dia ou “/orçamento CÓDIGO 50 mês”; “não” no lugar desfaz",
      off: ["nao", "sem", "nenhum", "tirar", "ilimitado"],
      day: ["dia", "diario"],
      month: ["mes", "mensal"],
      needsAmount: "Escreva o valor em dólares, por exemplo 5 ou 0,50, ou “não”.",
      report: (today, month, user) =>
        [user, line("Hoje", today, portuguese), line("Neste mês", month, portuguese)].join("\n"),
    },
  },
  run: async ({ turn, written, argument, sentences, own, ownFor }, deps) => {
    const english = ownFor("en");
    const change = readBudget(argument, {
      off: [...own.off, ...english.off],
      day: [...own.day, ...english.day],
      month: [...own.month, ...english.month],
    });
    const found = await changeBudget(change, argument, turn, deps);
    if (found === "no-amount") return own.needsAmount;
    if (found === null) {
      const isUser = readUser(change?.user ?? argument) ?? readUser(argument);
      return isUser === null
        ? sentences.owner.accessNeedsUser(written)
        : sentences.owner.userUnknown;
    }
    const { store, clock, costs, dayOf } = deps;
    const spent = await store.moneySpent(found.userId, dayOf(clock.now()));
    const [today, month] = sharesOf(found, spent, costs);
    return own.report(today, month, describeUser(found));
  },
});

/** Returns the user with the limits as they are then; null if there is none. */
async function changeBudget(
  change: WrittenBudget | null,
  argument: string,
  turn: Turn,
  { store, admins }: CommandDeps,
): Promise<BudgetedUser | "no-amount" | null> {
  const set = async (user: string, to: BudgetChange) => {
    const named = readUser(user);
    return named === null ? null : store.setBudget(named, to, ownerOf(turn, admins));
  };
  const isRead = change !== null && change.amount !== "unread";
  const changed = isRead ? await set(change.user, toChange(change)) : null;
  const found = changed ?? (await set(argument, {}));
  if (found !== null || change === null || isRead) return found;
  return (await set(change.user, {})) === null ? null : "no-amount";
}

/** An amount without a period is for a day; the end of a limit is that of both. */
function toChange({ period, amount }: WrittenBudget): BudgetChange {
  if (amount === "unread") return {};
  if (amount === null && period === null) return { daily: null, monthly: null };
  return period === "monthly" ? { monthly: amount } : { daily: amount };
}

function sharesOf(
  { budget }: BudgetedUser,
  spent: SpentMoney,
  costs: CommandDeps["costs"],
): [today: Share, month: Share] {
  const { dailyPerUser, monthlyPerUser } = costs.limitsOf(budget);
  const { daily, monthly } = budget;
  return [
    { spent: spent.day, limit: dailyPerUser, isDefault: daily === null },
    { spent: spent.month, limit: monthlyPerUser, isDefault: monthly === null },
  ];
}

interface Wording {
  readonly locale: string;
  readonly of: string;
  readonly noLimit: string;
  readonly fromSettings: string;
}

const english: Wording = {
  locale: "en",
  of: "of",
  noLimit: "no limit",
  fromSettings: "(from the settings)",
};
const spanish: Wording = {
  locale: "es",
  of: "de",
  noLimit: "sin límite",
  fromSettings: "(de la configuración)",
};
const portuguese: Wording = {
  locale: "pt-BR",
  of: "de",
  noLimit: "sem limite",
  fromSettings: "(da configuração)",
};

function line(name: string, { spent, limit, isDefault }: Share, wording: Wording): string {
  const { locale, of, noLimit, fromSettings } = wording;
  const amount = formatMoney(spent, locale);
  const most = limit === 0n ? `, ${noLimit}` : ` ${of} ${formatMoney(limit, locale)}`;
  return `${name}: ${amount}${most}${isDefault ? ` ${fromSettings}` : ""}`;
}
