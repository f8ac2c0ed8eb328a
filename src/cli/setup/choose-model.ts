import { isCancel, select } from "@clack/prompts";
import type { Environment } from "../../config.ts";
import { settings } from "../../config/settings.ts";
import { askFor } from "./ask.ts";
import { speak } from "./speak.ts";

const FIRST_SHOWN = 6;
const ALL = "*all";
const OTHER = "*other";

const NOT_FOR_CHAT =
  /embed|whisper|tts|transcri|dall-e|image|moderation|realtime|audio|sora|search|instruct|babbage|davinci|rerank|guard|codex/i;
const DATED = /\d{4}-\d{2}-\d{2}|-\d{4}$/;

/**
 * Asks which of the server's models should answer; another name may be typed in. Null if the user
 * leaves.
 */
export async function chooseModel(
  models: readonly string[] | null,
  env: Environment,
): Promise<string | null> {
  const before = env["OPENAI_MODEL"];
  const offered = rankModels(models ?? [], before);
  if (models === null || offered.length === 0) return typeModel(models, before);
  const choice = await chooseAmong(offered, before);
  return choice === OTHER ? typeModel(models, before) : choice;
}

async function chooseAmong(
  offered: readonly string[],
  before: string | undefined,
): Promise<string | null> {
  const few = offered.slice(0, FIRST_SHOWN);
  const hasMore = offered.length > few.length;
  const choice = await askAmong(
    [
      ...few.map(labelled),
      ...(hasMore ? [{ value: ALL, label: `Show all ${offered.length}` }] : []),
      { value: OTHER, label: "Another name" },
    ],
    before,
  );
  if (choice !== ALL) return choice;
  return askAmong([...offered.map(labelled), { value: OTHER, label: "Another name" }], before);
}

async function askAmong(
  options: { value: string; label: string; hint?: string }[],
  before: string | undefined,
): Promise<string | null> {
  const choice = await select<string>({
    message: "Which model answers?",
    options,
    maxItems: 12,
    ...(before !== undefined && { initialValue: before }),
  });
  return isCancel(choice) ? null : choice;
}

function labelled(name: string) {
  const isDefault = name === settings.openaiModel.default;
  return { value: name, label: name, ...(isDefault && { hint: "the default" }) };
}

async function typeModel(
  models: readonly string[] | null,
  before: string | undefined,
): Promise<string | null> {
  const model = await askFor(settings.openaiModel, "The model's name", {
    before: before ?? settings.openaiModel.default,
  });
  if (model !== null && models !== null && !models.includes(model)) {
    speak.warn(`${model} is not in the server's list; doctor asks it a question.`);
  }
  return model;
}

/**
 * Sorts the models that can answer in words: the present one and the default first, then the
 * newest.
 */
export function rankModels(models: readonly string[], before: string | undefined): string[] {
  const first = [before, settings.openaiModel.default].flatMap((name) =>
    name !== undefined && models.includes(name) ? [name] : [],
  );
  const rest = models
    .filter((name) => !NOT_FOR_CHAT.test(name))
    .toSorted(
      (a, b) =>
        Number(DATED.test(a)) - Number(DATED.test(b)) ||
        b.localeCompare(a, "en", { numeric: true }),
    );
  return [...new Set([...first, ...rest])];
}
