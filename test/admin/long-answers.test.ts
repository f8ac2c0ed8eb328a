import { expect, test } from "bun:test";
import { Elysia } from "elysia";
import { createAttempts } from "../../src/admin/attempts.ts";
import { createAdmin } from "../../src/admin/mount.ts";
import { recordingLog } from "../http/recording-log.ts";

const TOKEN = "a".repeat(32);

test("a request that may take long is kept open for owners and their programs alone", async () => {
  const kept: string[] = [];
  const admin = createAdmin({
    settings: { publicUrl: "https://bot.example.org" },
    access: {
      settings: { adminUsers: [], adminSessionDays: 7, adminApiToken: TOKEN },
      store: () => Promise.reject(new Error("no session is looked for")),
      attempts: createAttempts({ now: () => 0 }),
    },
    log: recordingLog(),
    api: [new Elysia().post("/admin/api/checks", () => "done")],
    pages: [],
  });
  const ask = async (token: string) => {
    const headers = { host: "bot.example.org", authorization: `Bearer ${token}` };
    const request = new Request("http://localhost/admin/api/checks", { method: "POST", headers });
    const connection = { peer: "203.0.113.7", keepOpen: () => void kept.push(token) };
    return (await admin.handle(request, connection)).status;
  };
  expect(await ask("a guess")).toBe(401);
  expect(await ask(TOKEN)).toBe(200);
  expect(kept).toEqual([TOKEN]);
});
