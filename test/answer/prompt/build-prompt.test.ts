import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { PromptInput } from "../../../src/answer/prompt/gather-prompt-input.ts";
import { buildPrompt } from "../../../src/answer/prompt/build-prompt.ts";
import { createMessageFormatter } from "../../../src/answer/prompt/format-message.ts";
import type { PastMessage } from "../../../src/store/past-messages.ts";
import { propertyRuns } from "../../property-runs.ts";

const question: PromptInput = {
  since: 0,
  facts: null,
  messages: [{ kind: "text", text: "And now?" }],
  beside: [],
  documents: [],
  pictures: [],
  closing: [],
};

function promptAfter(roles: readonly PastMessage["role"][]) {
  const past = roles.map((role, index): PastMessage => ({
    messageId: index,
    role,
    type: "text",
    isForwarded: false,
    text: `${role} ${index}`,
    receivedAt: 0,
  }));
  return buildPrompt({
    hasTools: false,
    systemPrompt: "Be kind.",
    past,
    question,
    tell: createMessageFormatter(() => "a day"),
  });
}

const rolesAfter = (...roles: PastMessage["role"][]) =>
  promptAfter(roles).turns.map(({ role }) => role);

describe("a prompt alternates between the user and the assistant", () => {
  test("after a question that was never answered", () => {
    expect(rolesAfter("user", "assistant", "user")).toEqual(["user", "assistant", "user"]);
    const last = promptAfter(["user", "assistant", "user"]).turns.at(-1);
    expect(JSON.stringify(last)).toContain("user 2");
    expect(JSON.stringify(last)).toContain("And now?");
  });

  test("and begins with the user, where only an answer is left of the past", () => {
    expect(rolesAfter("assistant", "user", "assistant")).toEqual(["user", "assistant", "user"]);
    expect(rolesAfter("assistant")).toEqual(["user"]);
  });

  test("whatever the past holds", () => {
    const past = fc.array(fc.constantFrom("user" as const, "assistant" as const), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(past, (roles) => {
        const expected = rolesAfter(...roles).map((_, index) =>
          index % 2 === 0 ? "user" : "assistant",
        );
        expect(rolesAfter(...roles)).toEqual(expected);
        expect(rolesAfter(...roles).at(-1)).toBe("user");
      }),
      propertyRuns,
    );
  });
});
