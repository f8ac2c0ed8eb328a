import { describe, expect, test } from "bun:test";
import { parseDatabaseUrl } from "../../src/core/database-url.ts";
import { ConfigError } from "../../src/core/errors.ts";

describe("a database is found", () => {
  const places: [url: string, path: string][] = [
    ["sqlite:///./data/whatsapp_bot.db", "./data/whatsapp_bot.db"],
    ["sqlite:///data/bot.db", "data/bot.db"],
    ["sqlite:////var/lib/bot.db", "/var/lib/bot.db"],
    ["SQLITE:////var/lib/bot.db", "/var/lib/bot.db"],
    ["data/bot.db", "data/bot.db"],
    ["/var/lib/bot.db", "/var/lib/bot.db"],
    ["C:\\bot\\bot.db", "C:\\bot\\bot.db"],
    ["file:///var/lib/my%20bot.db", "/var/lib/my bot.db"],
    ["file:/var/lib/bot.db", "/var/lib/bot.db"],
    ["file:./bot.db", "./bot.db"],
  ];
  test.each(places)("%s is the file %s", (url, path) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: "sqlite", path, isMemory: false });
  });

  test.each(["sqlite:///:memory:", ":memory:"])("%s lives in memory", (url) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: "sqlite", path: ":memory:", isMemory: true });
  });
});

describe("what we cannot open is refused in words, without its password", () => {
  const refusals: [url: string, word: RegExp][] = [
    ["postgres://bot:hunter2@db/bot", /PostgreSQL, which is not supported yet/],
    ["postgresql://bot:hunter2@db/bot", /PostgreSQL, which is not supported yet/],
    ["mysql://bot:hunter2@db/bot", /unknown scheme "mysql:"/],
    ["sqlite://hunter2.db", /sqlite:\/\/\/\.\/data/],
    ["sqlite:///./bot.db?password=hunter2", /not a sqlite URL/],
    ["sqlite:///", /names no file/],
    ["./data/", /names no file/],
    ["", /names no file/],
    ["file://hunter2/bot.db", /without host/],
    ["file:///hunter2%E0", /broken %-escape/],
  ];
  test.each(refusals)("%s", (url, word) => {
    const parse = () => parseDatabaseUrl(url);
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(word);
    expect(parse).not.toThrow(/hunter2/);
  });
});
