import { expect, test } from "bun:test";
import type { ToolRound } from "../../../src/core/tool-call.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { createOfflineModel } from "../../../src/simulator/offline/offline-model.ts";

const TOOL = { name: "create_picture", description: "", parameters: {} };

/** Returns what the script asks for at these words, or says. */
async function told(words: string, rounds: readonly ToolRound[] = [], tools = [TOOL]) {
  const model = createOfflineModel({ clock: createFakeClock() });
  const reply = await model.respond({
    instructions: "",
    turns: [
      {
        role: "user",
        content: [{ kind: "text", text: `${words}\n\n(Sent on Sunday, 22 November 2026, 12:00.)` }],
      },
    ],
    tools,
    rounds,
    userKey: "u",
    cacheKey: "c",
    signal: new AbortController().signal,
  });
  if (reply.kind === "answer") return reply.text;
  return JSON.parse(reply.calls[0]?.arguments ?? "null");
}

test.each([
  ["Draw me a house by a lake!", "a house by a lake", false],
  ["please paint a cat", "a cat", false],
  ["make it look like winter", "winter", true],
  ["Dibújame un gato", "un gato", false],
  ["haz que parezca invierno", "invierno", true],
  ["Desenhe uma casa", "uma casa", false],
  ["faça parecer inverno", "inverno", true],
])("“%s” asks for a picture of %s", async (words, description, isChange) => {
  expect(await told(words)).toEqual({ description, shape: "square", changes_picture: isChange });
});

test.each(["make me laugh", "What can you do?", "I draw well"])(
  "“%s” asks for no picture",
  async (words) => {
    expect(await told(words)).toBeString();
  },
);

test("without the tool the script says what it always says", async () => {
  expect(await told("Draw me a house", [], [])).toBeString();
});

test("the answer names the picture, or says that there was none", async () => {
  const made = (result: string, isChange = false): ToolRound => ({
    calls: [
      {
        id: "c",
        name: "create_picture",
        arguments: JSON.stringify({ description: "a house", changes_picture: isChange }),
      },
    ],
    results: [result],
    continuation: null,
  });
  const wrapped =
    '<material kind="tool result" tool="create_picture">\nThe picture is made.\n</material>';
  expect(await told("Draw me a house", [made(wrapped)])).toContain("*a house*");
  expect(await told("make it winter", [made(wrapped, true)])).toContain("I have changed it");
  expect(await told("make it winter", [made("The tool failed.", true)])).toContain(
    "no picture here",
  );
});
