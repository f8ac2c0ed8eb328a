import { afterEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { strFromU8, unzipSync } from "fflate";
import { createUserGroup } from "../../src/app/admin-users.ts";
import { CHANNELS } from "../../src/channels/registry.ts";
import { joinChannels } from "../../src/channels/join-channels.ts";
import { type Environment, loadConfig } from "../../src/config.ts";
import { silentLogger } from "../../src/core/silent-logger.ts";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { type AdminApi, openAdminApi } from "../admin-setup.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;
let admin: AdminStore;
let api: AdminApi;
afterEach(async () => {
  await admin.close();
  await bot.stop();
});

async function start(settings: Environment = {}): Promise<void> {
  bot = await startTestApp({ settings });
  bot.openai.onMessage(/./, { content: "Here I am." });
  admin = await bot.openAdminStore();
  const config = loadConfig(bot.settings);
  const create = await CHANNELS.twilio.open();
  const channels = joinChannels([create(config, { clock: bot.clock, log: silentLogger })].flat());
  api = await openAdminApi(bot, admin, (deps) => [
    createUserGroup(config, {
      ...deps,
      channels,
      events: { publish: () => {} },
      clock: bot.clock,
    }),
  ]);
}

const say = async (body: string, from = ADA) => {
  await bot.twilio.sendText({ from, body });
  await bot.settle(1_500);
};
const addressesIn = async (query: string) => {
  const { body } = await api.get(`/users?${query}`);
  return body.items.map(({ address }: { address: string }) => address);
};

describe("an owner", () => {
  test("lists users, the latest first, by state and by a part of a name or number", async () => {
    await start({ WHITELISTED_USERS: "+4915112345678" });
    await say("Hello", ADA);
    await bot.clock.advance(1_000);
    await say("Hello", BOB);
    await admin.setPermissions(
      "whatsapp:+4915100000001",
      {
        isWhitelisted: false,
        isActive: false,
      },
      TERMINAL,
    );
    expect(await addressesIn("state=admitted")).toEqual([ADA]);
    expect(await addressesIn("state=blocked")).toEqual(["whatsapp:+4915100000001"]);
    expect(await addressesIn("state=pending")).toEqual([BOB]);
    expect(await addressesIn(`search=${ADA.slice(-5)}`)).toEqual([ADA]);
    const { body } = await api.get("/users?limit=2");
    expect(body.items).toHaveLength(2);
    const { body: rest } = await api.get(`/users?limit=2&cursor=${body.next}`);
    expect(new Set([...body.items, ...rest.items].map(({ id }) => id))).toEqual(new Set([1, 2, 3]));
    expect(rest.next).toBeNull();
  });

  test("changes how a user is answered, and sees it", async () => {
    await start();
    await say("Hello");
    const change = {
      persona: "a patient teacher",
      language: "es",
      timezone: "Madrid",
      dailyBudget: 5_000_000_000,
    };
    const { status, body } = await api.call("PATCH", "/users/1", { body: change });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...change, timezone: "Europe/Madrid", monthlyBudget: null });
    await say("/help");
    expect(bot.sent().at(-1)).toContain("Escríbeme");
    await say("Who are you?");
    expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).toContain("a patient teacher");
    const reset = { body: { persona: null, language: null, timezone: null, dailyBudget: null } };
    expect((await api.call("PATCH", "/users/1", reset)).body).toMatchObject({
      persona: null,
      language: null,
      timezone: null,
      dailyBudget: null,
    });
    for (const wrong of [
      { timezone: "Atlantis" },
      { persona: "x".repeat(600) },
      { language: "xx" },
      { dailyBudget: -1 },
    ]) {
      expect((await api.call("PATCH", "/users/1", { body: wrong })).status).toBe(400);
    }
    expect((await api.call("PATCH", "/users/9", { body: { persona: "x" } })).status).toBe(404);
  });

  test("approves a code, and the user is told", async () => {
    await start({ ACCESS_MODE: "pairing" });
    await say("Hello");
    const [user] = await bot.rows<{ code: string }>("SELECT code FROM users");
    const approve = (code: string) => api.call("POST", "/users/approve", { body: { code } });
    expect((await approve("NOSUCH")).status).toBe(404);
    expect((await approve(String(user?.code).toLowerCase())).status).toBe(200);
    await bot.settle(2_000);
    expect(bot.sent().at(-1)).toContain("you have access now");
    await say("Hello again");
    expect(bot.sent().at(-1)).toBe("Here I am.");
    await api.call("PATCH", "/users/1", { body: { state: "blocked" } });
    const before = bot.sent().length;
    await say("And now?");
    expect(bot.sent()).toHaveLength(before);
  });

  test("deletes what is remembered of a user, and a reminder", async () => {
    await start();
    await say("Hello");
    const now = bot.clock.now();
    await bot.write(
      `INSERT INTO facts (user_id, text, created_at) VALUES (1, 'likes tea', ${now})`,
    );
    await bot.write(`INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at)
      VALUES (1, 1, 'Water the plants', ${now + 3_600_000}, ${now}, ${now})`);
    const { body } = await api.get("/users/1");
    expect(body.facts).toMatchObject([{ text: "likes tea" }]);
    expect(body.reminders).toMatchObject([{ text: "Water the plants", repeats: null }]);
    const fact = `/users/1/facts/${body.facts[0].id}`;
    expect((await api.call("DELETE", fact)).status).toBe(200);
    expect((await api.call("DELETE", fact)).status).toBe(404);
    expect((await api.call("DELETE", `/users/1/reminders/${body.reminders[0].id}`)).status).toBe(
      200,
    );
    expect((await api.get("/users/1")).body).toMatchObject({ facts: [], reminders: [] });
  });

  test("exports a user, and erases them so that nothing is left", async () => {
    await start();
    await say("my canary is called Tweety");
    const { body, headers } = await api.get("/users/1/export");
    expect(headers.get("content-disposition")).toContain("user-1.zip");
    const files = Object.values(unzipSync(body)).map((bytes) => strFromU8(bytes));
    expect(files.join()).toContain("Tweety");
    expect((await api.call("DELETE", "/users/1")).status).toBe(200);
    expect(await bot.traces("Tweety")).toEqual([]);
    expect((await api.get("/users/1")).status).toBe(404);
    expect((await api.get("/users/1/export")).status).toBe(404);
    const [last, before] = await admin.auditBefore(Number.MAX_SAFE_INTEGER, 2);
    expect(last).toMatchObject({ by: "Grace", action: "user erased", userId: null });
    // The row stays, without the user who is gone.
    expect(before).toMatchObject({ by: "Grace", action: "user exported", userId: null });
  });
});
