import { expect, test } from "bun:test";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import { at, type Setup } from "./setup.ts";

/** The changes by other servers that an open page looks for. */
export function testPageChanges(setup: () => Setup, admin: () => AdminStore): void {
  test("a tick that another server stored is found by the next look, and by no later one", async () => {
    const { store, clock } = setup();
    const place = async () =>
      (await admin().changesAfter({ messageId: null, partId: null, at: null })).place;
    const before = await place();
    await setup().receive({ sid: "SM-1", text: "one" });
    const lane = await setup().claim();
    const { userId } = lane;
    await setup().answer(lane, await setup().answerStep(lane), "first");
    const { id, nonce } = await setup().partStep(lane, "send");
    await store.recordAccepted(lane, id, at("SM-out"));
    expect((await admin().changesAfter(before)).userIds).toEqual([userId]);
    clock.jump(5_000);
    const sent = await admin().changesAfter(await place());
    expect(sent.userIds).toEqual([]);
    clock.jump(3_000);
    await store.recordStatus({ nonce, sid: "SM-out", status: "delivered", errorCode: null });
    const delivered = await admin().changesAfter(sent.place);
    expect(delivered.userIds).toEqual([userId]);
    clock.jump(5_000);
    const later = await admin().changesAfter(delivered.place);
    clock.jump(5_000);
    expect((await admin().changesAfter(later.place)).userIds).toEqual([]);
  });
}
