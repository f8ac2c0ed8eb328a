import { expect, test } from "bun:test";
import { type Environment, loadConfig } from "../../src/config.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { minimal } from "./minimal.ts";

function faultsOf(settings: Environment): readonly string[] {
  try {
    loadConfig({ ...minimal, ...settings });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

test.each<[Environment, RegExp]>([
  [{ WEB_SEARCH: "searxng" }, /^WEB_SEARCH_URL is required with WEB_SEARCH=searxng: set it to/],
  [{ WEB_SEARCH: "brave" }, /^WEB_SEARCH_API_KEY is required with WEB_SEARCH=brave: create one/],
  [{ WEB_SEARCH: "tavily" }, /^WEB_SEARCH_API_KEY is required with WEB_SEARCH=tavily/],
  [{ WEB_SEARCH: "openai", OPENAI_API: "chat" }, /^WEB_SEARCH=openai needs OpenAI's own models/],
  [
    { WEB_SEARCH: "openai", OPENAI_BASE_URL: "http://localhost:11434/v1" },
    /choose searxng, brave or tavily for another server$/,
  ],
  [{ WEB_SEARCH: "google" }, /^WEB_SEARCH must be off or openai or searxng or brave or tavily/],
  [{ TOOL_TIMEOUT_SECONDS: "0" }, /^TOOL_TIMEOUT_SECONDS must be a whole number from 1 to 120/],
])("%p does not start, and the fault says what to do", (settings, fault) => {
  const faults = faultsOf(settings);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(fault);
});

test.each<Environment>([
  {},
  { WEB_SEARCH: "off" },
  { WEB_SEARCH: "openai" },
  {
    WEB_SEARCH: "openai",
    OPENAI_BASE_URL: "https://eu.api.openai.com/v1",
    OPENAI_API: "responses",
  },
  { WEB_SEARCH: "searxng", WEB_SEARCH_URL: "http://localhost:8080/" },
  { WEB_SEARCH: "Brave", WEB_SEARCH_API_KEY: "a-key" },
])("%p starts", (settings) => {
  expect(faultsOf(settings)).toEqual([]);
});
