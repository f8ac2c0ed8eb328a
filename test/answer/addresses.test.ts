import { describe, expect, test } from "bun:test";
import { addressesIn, addressesWrittenIn, addressKey } from "../../src/answer/addresses.ts";
import { cpuTimeOf } from "../cpu-time.ts";

describe("the addresses in a text", () => {
  test.each([
    ["See https://example.org/a.", ["https://example.org/a"]],
    [
      "(https://example.org/a_(b)) or <http://b.example>",
      ["https://example.org/a_(b)", "http://b.example"],
    ],
    ['"https://example.org/?q=1&r=2", he said', ["https://example.org/?q=1&r=2"]],
    ["*https://example.org/* and https://example.org/…", ["https://example.org/"]],
    ["ftp://example.org mailto:a@example.org", []],
  ])("are found without the punctuation around them: %s", (text, found) => {
    expect(addressesIn(text)).toEqual(found);
  });

  test("are found without a scheme where a user wrote them, but not in mail addresses", () => {
    expect(
      addressesWrittenIn("What does example.org/prices say? Mail me at ada@mail.example"),
    ).toEqual(["https://example.org/prices"]);
  });

  test.each(["https://example.org/aを読んで", "看https://example.org/a。", "「example.org/a」"])(
    "are found where no space follows: %s",
    (text) => {
      const keys = addressesWrittenIn(text).map(addressKey);
      expect(keys).toContain(addressKey("https://example.org/a"));
    },
  );

  test("of a huge text take no time to find", () => {
    const text = "a.".repeat(200_000) + "https://".repeat(50_000) + "(".repeat(100_000);
    expect(cpuTimeOf(() => addressesWrittenIn(text))).toBeLessThan(1_000);
  });
});

test("two spellings of one page are the same, and one letter more is another page", () => {
  const key = addressKey("https://Example.org/a/?q=1#part");
  for (const same of ["http://example.org/a?q=1", "https://example.org:443/a/?q=1"]) {
    expect(addressKey(same)).toBe(key);
  }
  for (const other of [
    "https://example.org/a?q=12",
    "https://example.org/a?q=1&r",
    "https://example.org/b?q=1",
    "https://example.org./a?q=1",
    "https://evil.example.org/a?q=1",
    "https://x@example.org/a?q=1",
    "https://example.org:8080/a?q=1",
  ]) {
    expect(addressKey(other)).not.toBe(key);
  }
  expect(addressKey("javascript:alert(1)")).toBeNull();
});
