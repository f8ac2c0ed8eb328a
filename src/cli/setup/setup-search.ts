import { isCancel, select } from "@clack/prompts";
import { type Environment, readSettings } from "../../config.ts";
import { settings } from "../../config/settings.ts";
import { formatDollars } from "../../ledger/format-money.ts";
import { ourPrices } from "../../ledger/price-list.ts";
import { priceOf } from "../../ledger/price-of.ts";
import { checkSearch } from "../doctor/check-search.ts";
import { askFor } from "./ask.ts";
import { given } from "./given.ts";
import { dialogue } from "./dialogue.ts";
import { skipped } from "../../core/finding.ts";

type Answers = Readonly<Record<string, string>>;
type Choice = "off" | "openai" | "searxng" | "brave" | "tavily";

/** Asks whether the bot may search the web, and tries the engine; null when the user leaves. */
export async function setupSearch(env: Environment): Promise<Answers | null> {
  for (;;) {
    const choice = await chooseSearch(env);
    if (choice === null) return null;
    const own = await askOwn(choice, env);
    if (own === null) return null;
    const answers = { ...given("WEB_SEARCH", choice === "off" ? "" : choice, env), ...own };
    if (choice === "off" || choice === "openai") return answers;
    const { config } = readSettings({ ...env, ...answers });
    const { verdict } = await dialogue.attempt("Searching for something", async () => ({
      finding: (await checkSearch(config)) ?? skipped(""),
    }));
    if (verdict === "leave") return null;
    if (verdict === "keep") return answers;
  }
}

async function chooseSearch(env: Environment): Promise<Choice | null> {
  const { config } = readSettings(env);
  const isOpenAi = !env["OPENAI_BASE_URL"] && config.openaiApi !== "chat";
  const choice = await select<Choice>({
    message: "May the bot search the web?",
    options: [
      { value: "off", label: "No" },
      ...(isOpenAi
        ? [
            {
              value: "openai" as const,
              label: "Yes, through OpenAI",
              hint: `${costOf("openai")}, and what it reads as tokens`,
            },
          ]
        : []),
      { value: "searxng", label: "Yes, through a SearXNG server", hint: "your own, free" },
      { value: "brave", label: "Yes, through Brave", hint: costOf("brave") },
      { value: "tavily", label: "Yes, through Tavily", hint: costOf("tavily") },
    ],
    initialValue: config.webSearch ?? "off",
  });
  return isCancel(choice) ? null : choice;
}

/** Such as `$5.00 for 1,000 searches`. */
function costOf(provider: string): string {
  const used = { kind: "search", provider, model: "web_search", amount: 1_000 } as const;
  return `${formatDollars(priceOf(used, ourPrices()).nanoDollars)} for 1,000 searches`;
}

/** Asks for what the chosen engine needs beside. */
async function askOwn(choice: Choice, env: Environment): Promise<Answers | null> {
  if (choice === "searxng") {
    const url = await askFor(settings.webSearchUrl, "Its address", {
      before: env["WEB_SEARCH_URL"],
    });
    return url === null ? null : { WEB_SEARCH_URL: url };
  }
  if (choice === "brave" || choice === "tavily") {
    const key = await askFor(settings.webSearchApiKey, "Its API key", {
      before: env["WEB_SEARCH_API_KEY"],
    });
    // The address of an engine chosen before would lead elsewhere.
    return key === null ? null : { WEB_SEARCH_API_KEY: key, ...given("WEB_SEARCH_URL", "", env) };
  }
  return {};
}
