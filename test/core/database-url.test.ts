import { describe, expect, test } from "bun:test";
import { parseDatabaseUrl, passwordsIn } from "../../src/core/database-url.ts";
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
    ["file:///C:/bot/my%20bot.db", "C:/bot/my bot.db"],
    ["sqlite:///C:\\bot\\bot.db", "C:\\bot\\bot.db"],
  ];
  test.each(places)("%s is the file %s", (url, path) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: "sqlite", path, isMemory: false });
  });

  test.each(["sqlite:///:memory:", ":memory:"])("%s lives in memory", (url) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: "sqlite", path: ":memory:", isMemory: true });
  });
});

describe("a server is found", () => {
  const rest = "bot:s%40cret@db.example.org:6432/bot?sslmode=verify-full&application_name=bot";
  test.each(["postgres", "postgresql", "postgresql+psycopg2", "POSTGRESQL+asyncpg"])(
    "under %s:",
    (scheme) => {
      const expected = { dialect: "postgres", url: `postgres://${rest}` } as const;
      expect(parseDatabaseUrl(`${scheme}://${rest}`)).toEqual(expected);
    },
  );

  test("by the folder of its socket", () => {
    const url = "postgres:///bot?host=/var/run/postgresql";
    expect(parseDatabaseUrl(url)).toEqual({ dialect: "postgres", url });
  });
});

test("the passwords of a URL are found, escaped and plain", () => {
  expect(passwordsIn("postgresql://bot:s%40cret@db/bot")).toEqual(["s%40cret", "s@cret"]);
  expect(passwordsIn("postgres:///bot?user=bot&password=hunter2")).toEqual(["hunter2"]);
  expect(passwordsIn("postgres://bot@db/bot")).toEqual([]);
  expect(passwordsIn("./data/bot.db")).toEqual([]);
});

describe("an unsupported URL is refused with a reason, without its password", () => {
  const refusals: [url: string, word: RegExp][] = [
    ["postgres://bot:hunter2#@db/bot", /must be written as .* %23/],
    ["postgresql+psycopg2:bot:hunter2@db/bot", /not a valid postgresql URL/],
    ["postgresql://bot:hunter2@one:5432,two:5432/bot", /not a valid postgresql URL/],
    ["postgresql://bot:hunter2%E0@db/bot", /not a valid postgresql URL/],
    ["postgresql://bot:hunter2@db", /names no database/],
    ["postgresql://bot:hunter2@db/", /names no database/],
    ["mysql+pymysql://bot:hunter2@db/bot", /unknown scheme "mysql\+pymysql:"/],
    ["mysql://bot:hunter2@db/bot", /unknown scheme "mysql:"/],
    ["sqlite://hunter2.db", /sqlite:\/\/\/\.\/data/],
    ["sqlite:///./bot.db?password=hunter2", /not a supported sqlite URL/],
    ["sqlite:///", /names no file/],
    ["./data/", /names no file/],
    ["", /names no file/],
    ["file://hunter2/bot.db", /without host/],
    ["file:///hunter2%E0", /invalid %-escape/],
  ];
  test.each(refusals)("%s", (url, word) => {
    const parse = () => parseDatabaseUrl(url);
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(word);
    expect(parse).not.toThrow(/hunter2/);
  });
});
