import { describe, expect, test } from "bun:test";
import { COMMANDS } from "../../src/answer/commands/registry.ts";
import { forget } from "../../src/answer/commands/forget.ts";
import { showHelp } from "../../src/answer/commands/show-help.ts";
import { languageChoices, offerOfMore, offerToGoOn } from "../../src/answer/reply/offers.ts";
import { findCommand } from "../../src/answer/commands/find-command.ts";
import { asksForMore } from "../../src/answer/reply/paginate.ts";
import { MAX_TITLE_LENGTH, markedId, saidByTap } from "../../src/core/choices.ts";
import { LANGUAGES } from "../../src/core/language.ts";
import { offeringPart, textPart, withoutButtons } from "../../src/core/reply-part.ts";
import { catalogue } from "../../src/text/sentences.ts";

const choice = (title: string, id = title) => ({ id, title });
const offer = (...titles: string[]) => ({
  choices: titles.map((title) => choice(title)),
  inWords: "Write *it*.",
});

describe("an offer is shown as buttons", () => {
  test.each([
    ["a short text", "Well?", offer("Yes", "No"), 3],
    ["as many as the channel has", "Well?", offer("1", "2", "3"), 3],
    ["a text of 1,024 characters", "x".repeat(1_024), offer("Yes"), 3],
    ["a title of 20 characters", "Well?", offer("x".repeat(20)), 3],
    ["a title of ten emoji", "Well?", offer("🙂".repeat(10)), 3],
  ])("for %s", (_, text, given, buttons) => {
    const part = offeringPart(text, given, buttons);
    expect(part).toEqual({ kind: "choices", text, ...given });
    expect(withoutButtons(part)).toEqual(textPart(`${text}\n\nWrite *it*.`));
  });
});

describe("an offer is written out", () => {
  test.each([
    ["on a channel without buttons", "Well?", offer("Yes"), 0],
    ["if there are more than the channel has", "Well?", offer("1", "2", "3", "4"), 3],
    ["below a text of 1,025 characters", "x".repeat(1_025), offer("Yes"), 3],
    ["if a title has 21 characters", "Well?", offer("x".repeat(21)), 3],
    // The strictest count of an emoji is two.
    ["if a title has 20 emoji", "Well?", offer("🙂".repeat(20)), 3],
    ["if a title is empty", "Well?", offer(" "), 3],
    ["if two titles are the same", "Well?", { ...offer("Yes", "Yes") }, 3],
    ["if there are none", "Well?", offer(), 3],
  ])("%s", (_, text, given, buttons) => {
    expect(offeringPart(text, given, buttons)).toEqual(textPart(`${text}\n\nWrite *it*.`));
  });

  test("if two ids are the same, or one has more than 200 characters", () => {
    const twice = { choices: [choice("A", "x"), choice("B", "x")], inWords: "" };
    const long = { choices: [choice("A", "x".repeat(197))], inWords: "" };
    for (const given of [twice, long]) {
      expect(offeringPart("Well?", given, 3)).toEqual(textPart("Well?"));
    }
  });
});

test("a tap on a button of ours says its id; other buttons say nothing", () => {
  expect(saidByTap(markedId(choice("More", "/more")))).toBe("/more");
  expect(saidByTap("row-7")).toBeNull();
  expect(saidByTap(undefined)).toBeNull();
});

describe.each(LANGUAGES)("in %s", (language) => {
  const sentences = catalogue[language];

  test("every title fits on a button", () => {
    const { erase, keep } = forget.languages[language];
    const titles = [...Object.values(sentences.buttons), erase, keep, sentences.ownName];
    for (const title of titles) expect(title.length).toBeLessThanOrEqual(MAX_TITLE_LENGTH);
  });

  test("every button says what the bot understands", () => {
    const means = (text: string) =>
      findCommand(
        { type: "text", text, isForwarded: false },
        { language, isAdmin: false, commands: COMMANDS },
      );
    expect(means(sentences.helpWord)).toMatchObject({ command: showHelp, argument: "" });
    expect(means(offerOfMore(sentences).choices[0]?.id ?? "")).toMatchObject({
      command: { name: "more" },
    });
    for (const { id } of languageChoices()) {
      expect(means(id)).toMatchObject({ command: { name: "language" } });
    }
    expect(asksForMore(offerToGoOn(sentences).choices[0]?.id ?? "")).toBe(true);
    expect(asksForMore(sentences.buttons.more)).toBe(true);
  });
});
