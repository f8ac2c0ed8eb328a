import { describe, expect, test } from "bun:test";
import { loadConfig } from "../../src/config.ts";
import { minimal } from "./minimal.ts";

describe("a key that was copied with other characters is named, and not shown", () => {
  const cases: [name: string, value: string, fault: string][] = [
    ["OPENAI_API_KEY", "“sk-canary”", "OPENAI_API_KEY contains “ ”: copy it again"],
    ["OPENAI_API_KEY", "sk-\ncanary", "OPENAI_API_KEY contains a line break: copy it again"],
    ["TWILIO_AUTH_TOKEN", "can ary", "TWILIO_AUTH_TOKEN contains a space: copy it again"],
    ["METRICS_TOKEN", "canary\u200B", "METRICS_TOKEN contains U+200B: copy it again"],
  ];
  test.each(cases)("%s=%j", (name, value, fault) => {
    const load = () => loadConfig({ ...minimal, [name]: value });
    expect(load).toThrow(fault);
    expect(load).not.toThrow("canary");
  });
});
