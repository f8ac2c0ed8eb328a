import { expect, test } from "bun:test";
import { type Environment, loadConfig } from "../../src/config.ts";
import { minimal } from "./minimal.ts";

const load = (settings: Environment) => loadConfig({ ...minimal, ...settings });

test("the list decides which users are answered, unless the mode is set", () => {
  expect(load({}).accessMode).toBe("open");
  expect(load({ WHITELISTED_USERS: "+14155550123" }).accessMode).toBe("whitelist");
  expect(load({ WHITELISTED_USERS: "+14155550123", ACCESS_MODE: "Pairing" }).accessMode).toBe(
    "pairing",
  );
  expect(load({ ACCESS_MODE: "whitelist" })).toMatchObject({
    accessMode: "whitelist",
    whitelistedUsers: [],
  });
});

test("users are listed in any usual spelling of their numbers", () => {
  expect(load({ ADMIN_USERS: "+1 (415) 555-0123, whatsapp:+14155550123" }).adminUsers).toEqual([
    "whatsapp:+14155550123",
  ]);
});

test("an invalid number is a fault, and is not shown", () => {
  for (const name of ["ADMIN_USERS", "WHITELISTED_USERS"]) {
    expect(() => load({ [name]: "+14155550123,+1415555" })).toThrow(
      `${name} must be a comma-separated list, each entry a number such as +14155238886 or a username id such as US.13491208655302741918, but is wrong in entry 2`,
    );
  }
});

test("an empty welcome sends none, a missing one sends the default", () => {
  expect(load({}).welcomeMessage).toBeNull();
  expect(load({ WELCOME_MESSAGE: "" }).welcomeMessage).toBe("");
  expect(load({ WELCOME_MESSAGE: "  " }).welcomeMessage).toBe("");
  expect(load({ WELCOME_MESSAGE: "Hello!" }).welcomeMessage).toBe("Hello!");
});

test("the bot writes English by default", () => {
  expect(load({}).botLanguage).toBe("en");
  expect(load({ BOT_LANGUAGE: "PT" }).botLanguage).toBe("pt");
  expect(() => load({ BOT_LANGUAGE: "tlh" })).toThrow("BOT_LANGUAGE must be en or es or pt");
});
