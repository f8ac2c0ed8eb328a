import { expect, test } from "bun:test";
import { enabledChannels } from "../../src/config/enabled-channels.ts";
import { text } from "../../src/config/kinds.ts";
import { group } from "../../src/config/setting.ts";
import { loadConfig } from "../../src/config.ts";
import { minimal } from "./minimal.ts";

const required = { isRequired: true, remedy: "set it", example: "x", doc: "" } as const;
const one = group("One", "one");
const two = group("Two", "two");
const table = [
  group("Application")("APP_NAME", text(), required),
  one("ONE_KEY", text(), required),
  one("ONE_MODE", text(), { default: "fast", doc: "" }),
  two("TWO_KEY", text(), required),
  two("TWO_SECRET", text(), required),
];
const enabledBy = (...given: string[]) => enabledChannels(table, ({ env }) => given.includes(env));

test("a channel is enabled by any setting that it requires, alone or beside others", () => {
  expect(enabledBy("APP_NAME", "TWO_SECRET")).toEqual(["two"]);
  expect(enabledBy("TWO_KEY", "ONE_KEY")).toEqual(["one", "two"]);
});

test("a setting that has a default enables nothing", () => {
  expect(enabledBy("ONE_MODE", "TWO_KEY")).toEqual(["two"]);
});

test("who has said nothing of any channel is asked for the settings of the first", () => {
  expect(enabledBy()).toEqual(["one"]);
  expect(enabledBy("ONE_MODE")).toEqual(["one"]);
});

test("today's settings enable Twilio", () => {
  expect(loadConfig(minimal).channels).toEqual(["twilio"]);
});
