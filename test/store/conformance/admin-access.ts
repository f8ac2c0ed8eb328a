import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import { aMessage } from "../../messages.ts";
import type { Setup } from "./setup.ts";

const YEAR_MS = 365 * 24 * 60 * 60_000;

/** The links, the sessions and the record of changes of the owner's page. */
export function testAdminAccess(setup: () => Setup, admin: () => AdminStore): void {
  const always = () => true;
  const session = (hash: string) => ({ hash, lifeMs: 60_000 });

  test("a link is used up by one of two that use it at once", async () => {
    await admin().createAdminLink("link");
    const entered = await Promise.all(
      ["one", "two"].map((hash) => admin().enter("link", session(hash), always)),
    );
    expect(entered.filter((one) => one !== null)).toHaveLength(1);
    expect(await admin().wasEntered()).toBe(true);
  });

  test("links and sessions that have expired, and changes of last year, are deleted", async () => {
    await admin().createAdminLink("link");
    await admin().enter("link", session("hash"), always);
    await admin().createAdminLink("unused");
    await admin().recordAudit({ by: "terminal", action: "old", userId: null, detail: "" });
    setup().clock.jump(YEAR_MS + 1);
    await admin().recordAudit({ by: "terminal", action: "new", userId: null, detail: "" });
    await setup().store.deleteExpiredAdmin();
    const count = async (table: string) =>
      Number((await setup().query(`SELECT count(*) AS total FROM ${table}`))[0]?.["total"]);
    expect(await count("admin_links")).toBe(0);
    expect(await count("admin_sessions")).toBe(0);
    const changes = await admin().auditBefore(Number.MAX_SAFE_INTEGER, 10);
    expect(changes.map(({ action }) => action)).toEqual(["new"]);
  });

  test("a user who is erased leaves the record of changes, as its subject and as an owner", async () => {
    await setup().receive({ sid: "SM-1" });
    const { from } = aMessage();
    const user = await admin().findUser(from);
    const userId = user?.id ?? 0;
    await admin().recordAudit({ by: from, action: "user blocked", userId, detail: "" });
    await admin().eraseUser(userId, TERMINAL);
    const changes = await admin().auditBefore(Number.MAX_SAFE_INTEGER, 2);
    expect(changes).toMatchObject([
      { by: TERMINAL, action: "user erased", userId: null },
      { by: "erased", action: "user blocked", userId: null },
    ]);
  });

  test("an owner who erases themselves leaves the record of changes too", async () => {
    await setup().receive({ sid: "SM-1" });
    const { from } = aMessage();
    await admin().eraseUser((await admin().findUser(from))?.id ?? 0, from);
    const [change] = await admin().auditBefore(Number.MAX_SAFE_INTEGER, 1);
    expect(change).toMatchObject({ by: "erased", action: "user erased", userId: null });
  });
}
