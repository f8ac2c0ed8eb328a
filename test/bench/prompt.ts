import { startBot } from "./bot.ts";
import type { Measure } from "./measure.ts";
import { playQuestions } from "./questions.ts";
import { userOf } from "./signed-requests.ts";

const TURNS = 20;
/** Of English prose; the shares do not depend on it. */
const CHARACTERS_PER_TOKEN = 4;
/** OpenAI reuses a prefix from this many tokens on, in steps. */
const LEAST_CACHED = 1_024;
const CACHED_STEP = 128;

const SAID =
  "I have been thinking about the garden again: which of the vegetables that we spoke of would still grow well there";
const ANSWER =
  "That depends on how much light the place gets and on how cold your nights are by now. Lettuce, spinach " +
  "and radishes stand a light frost, while tomatoes, courgettes and beans do not. If you tell me which month " +
  "it is and which way the bed faces, I can name two or three that are worth the trouble, and when to sow them.";

/**
 * Measures the input of a model in a conversation of twenty turns, and its share that an earlier
 * prompt began with.
 */
export const measurePrompt: Measure = async ({ program, standIns }) => {
  const bot = await startBot({ program, standIns: standIns.url });
  const questions = playQuestions(bot.port, standIns, (mark) => `${ANSWER} ${mark}`);
  const bodies: string[] = [];
  const answer = standIns.onModelCall;
  standIns.onModelCall = (call) => {
    bodies.push(call.body);
    return answer(call);
  };
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      await questions.ask(userOf(0), (mark) => `${SAID}? ${mark}`);
    }
  } finally {
    questions.close();
    await bot.stop();
  }
  const inputs = bodies.map(inputOf);
  const tokens = inputs.map((input) => input.length / CHARACTERS_PER_TOKEN);
  const repeated = inputs.map(
    (input, turn) => commonPrefix(input, inputs[turn - 1] ?? "") / CHARACTERS_PER_TOKEN,
  );
  const reusable = repeated.map((count) =>
    count < LEAST_CACHED ? 0 : count - (count % CACHED_STEP),
  );
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const figure = (id: string, what: string, value: number, unit: string) => ({
    id: `prompt.${id}`,
    what,
    value,
    unit,
  });
  return {
    figures: [
      figure(
        "tokens",
        `tokens sent per turn, mean of ${TURNS} turns`,
        sum(tokens) / TURNS,
        "tokens",
      ),
      figure("last", `tokens sent with turn ${TURNS}`, tokens.at(-1) ?? 0, "tokens"),
      figure(
        "repeated",
        "share of these that repeats the beginning of the request before",
        (100 * sum(repeated)) / sum(tokens),
        "%",
      ),
      figure(
        "reusable",
        `share that a cache of ${LEAST_CACHED.toLocaleString("en-US")} tokens and more, in steps of ${CACHED_STEP}, can reuse`,
        (100 * sum(reusable)) / sum(tokens),
        "%",
      ),
    ],
  };
};

/** Returns the model's input, in the order in which it reads it. */
function inputOf(body: string): string {
  const request: unknown = JSON.parse(body);
  const { instructions, input, messages } = Object(request);
  return JSON.stringify([instructions, ...(input ?? messages)]);
}

function commonPrefix(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  for (let index = 0; index < shorter; index += 1) if (one[index] !== other[index]) return index;
  return shorter;
}
