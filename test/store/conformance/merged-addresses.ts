import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import { FIRST, mergeSetup, NO_GRANT, SECOND } from "./merge-setup.ts";
import type { Setup } from "./setup.ts";

/** Defines the tests of the addresses of a merged user. */
export function testMergedAddresses(setup: () => Setup, admin: () => AdminStore): void {
  const { write, answerNext, mergedUser } = mergeSetup(setup, admin);

  test("finds a merged user by either address", async () => {
    const { keep } = await mergedUser();
    const page = { state: null, isOpen: true, listed: [], admins: [], after: null } as const;
    for (const address of [FIRST, SECOND]) {
      const search = address.slice(-8);
      const users = await admin().usersPage({ ...page, search, limit: 5, month: "2026-11" });
      expect(users.map(({ id }) => id)).toEqual([keep]);
      const found = await admin().conversations({ search, after: null, limit: 5 });
      expect(found.items.map(({ userId }) => userId)).toEqual([keep]);
      expect(await admin().findUser(address)).toMatchObject({ id: keep });
    }
  });

  test("finds a part that may have been sent by its own address, not by the one last written from", async () => {
    const agent = "agent:0123456789ab";
    const keep = await write(FIRST, "Hello");
    await answerNext();
    const identity = { phoneNumber: null, externalUserId: agent };
    const ofAgent = (text: string) => write(`${agent}:user:1`, text, { identity });
    const other = await ofAgent("Hi");
    await answerNext();
    expect(await admin().mergeUsers({ keep, other }, NO_GRANT)).toEqual({ outcome: "merged" });
    expect(await ofAgent("What is new?")).toBe(keep);
    const { store, claim, answerStep, answer, partStep } = setup();
    const lane = await claim();
    await answer(lane, await answerStep(lane), "Nothing.");
    const part = await partStep(lane, "send");
    await write(FIRST, "And here?");
    expect(await store.partInDoubt(agent, Infinity)).toBe(part.nonce);
    expect(await store.partInDoubt("whatsapp", Infinity)).toBeNull();
  });

  test("keeps a merged address when its number or id changes", async () => {
    const { keep } = await mergedUser();
    const { store } = setup();
    const id = "whatsapp:BR.second";
    expect(
      await write(SECOND, "a", { identity: { phoneNumber: SECOND, externalUserId: id } }),
    ).toBe(keep);
    expect(await admin().addressesOf(keep)).toEqual([FIRST, SECOND, id]);
    expect(await write(id, "b", { identity: { phoneNumber: null, externalUserId: id } })).toBe(
      keep,
    );
    const current = { phoneNumber: "whatsapp:+5511912345678", externalUserId: null };
    const previous = { phoneNumber: SECOND, externalUserId: null };
    expect(await store.moveUser({ previous, current })).toBe(keep);
    expect(await admin().addressesOf(keep)).toEqual([FIRST, current.phoneNumber]);
    expect(await answerNext()).toMatchObject({ asked: "a", to: current.phoneNumber });
    const next = { phoneNumber: "whatsapp:+4915100000001", externalUserId: null };
    await store.moveUser({
      previous: { phoneNumber: FIRST, externalUserId: null },
      current: next,
    });
    expect(await admin().addressesOf(keep)).toEqual([next.phoneNumber, current.phoneNumber]);
    expect(await write(next.phoneNumber, "c")).toBe(keep);
  });

  test("merges a user who is merged already, with every address", async () => {
    const { keep } = await mergedUser();
    const THIRD = "whatsapp:+34612345678";
    const third = await write(THIRD, "me too");
    await answerNext();
    await admin().mergeUsers({ keep: third, other: keep }, NO_GRANT);
    expect(await admin().addressesOf(third)).toEqual([THIRD, SECOND, FIRST]);
    for (const from of [FIRST, SECOND, THIRD]) {
      expect(await write(from, "here")).toBe(third);
      expect(await answerNext()).toMatchObject({ to: from });
    }
  });

  test("erases a merged user with every address, who begins anew from each", async () => {
    const { keep } = await mergedUser();
    await admin().recordAudit({ by: SECOND, action: "x", userId: keep, detail: "" });
    expect(await admin().eraseUser(keep, TERMINAL)).toBe(true);
    for (const table of ["users", "user_addresses", "messages", "deliveries", "facts"]) {
      expect(await setup().query(`SELECT * FROM ${table}`)).toEqual([]);
    }
    expect(await setup().query("SELECT actor, action FROM admin_audit ORDER BY id")).toEqual([
      { actor: TERMINAL, action: "users merged" },
      { actor: "erased", action: "x" },
      { actor: TERMINAL, action: "user erased" },
    ]);
    expect(await write(FIRST, "a")).not.toBe(await write(SECOND, "b"));
  });
}
