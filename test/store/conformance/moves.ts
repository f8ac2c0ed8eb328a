import { expect, test } from "bun:test";
import type { Identity } from "../../../src/core/message.ts";
import type { Setup } from "./setup.ts";

const OLD = "whatsapp:+4915112345678";
const NEW = "whatsapp:+4915187654321";
const OLD_ID = "whatsapp:DE.former";
const NEW_ID = "whatsapp:DE.holder";
const OTHER_ID = "whatsapp:DE.somebody";

const who = (phoneNumber: string | null, externalUserId: string | null): Identity => ({
  phoneNumber,
  externalUserId,
});

export function testMoves(setup: () => Setup): void {
  /** Stores a message of a user; returns the user's id. */
  async function write(identity: Identity, text: string): Promise<number> {
    const from = identity.phoneNumber ?? identity.externalUserId ?? "";
    const receipt = await setup().receive({ identity, from, text });
    if (receipt.outcome !== "queued") throw new Error("not queued");
    return receipt.userId;
  }

  const users = () =>
    setup().query("SELECT phone_number, external_user_id, reply_to FROM users ORDER BY id");
  const textsOf = async (userId: number) =>
    (await setup().query(`SELECT content FROM messages WHERE user_id = ${userId} ORDER BY id`)).map(
      ({ content }) => content,
    );

  test("a user who changes number and id stays one user, and the next message is theirs", async () => {
    const id = await write(who(OLD, OLD_ID), "before");
    const move = { previous: who(OLD, OLD_ID), current: who(NEW, NEW_ID) };
    expect(await setup().store.moveUser(move)).toBe(id);
    expect(await users()).toEqual([{ phone_number: NEW, external_user_id: NEW_ID, reply_to: NEW }]);
    expect(await write(who(NEW, NEW_ID), "after")).toBe(id);
    // Told twice, as after a lost acknowledgement, it changes nothing.
    expect(await setup().store.moveUser(move)).toBeNull();
    expect(await users()).toHaveLength(1);
  });

  test("a user whose new id is not told yet is known by the number, and learns the id with the next message", async () => {
    const id = await write(who(OLD, OLD_ID), "before");
    await setup().store.moveUser({ previous: who(OLD, null), current: who(NEW, null) });
    expect(await write(who(NEW, NEW_ID), "after")).toBe(id);
    expect(await users()).toEqual([{ phone_number: NEW, external_user_id: NEW_ID, reply_to: NEW }]);
  });

  test("a user who hides the number moves from one id to another", async () => {
    const id = await write(who(null, OLD_ID), "before");
    await setup().store.moveUser({ previous: who(null, OLD_ID), current: who(null, NEW_ID) });
    expect(await users()).toEqual([
      { phone_number: null, external_user_id: NEW_ID, reply_to: NEW_ID },
    ]);
    expect(await write(who(null, NEW_ID), "after")).toBe(id);
  });

  test("a new id alone leaves the number, and where answers go", async () => {
    await write(who(OLD, OLD_ID), "before");
    await setup().store.moveUser({ previous: who(OLD, OLD_ID), current: who(null, NEW_ID) });
    expect(await users()).toEqual([{ phone_number: OLD, external_user_id: NEW_ID, reply_to: OLD }]);
  });

  test("a message that overtook the notice is joined with what was before it", async () => {
    const id = await write(who(OLD, OLD_ID), "before");
    const second = await write(who(NEW, NEW_ID), "overtook");
    expect(second).not.toBe(id);
    const move = { previous: who(OLD, OLD_ID), current: who(NEW, NEW_ID) };
    expect(await setup().store.moveUser(move)).toBe(id);
    expect(await users()).toEqual([{ phone_number: NEW, external_user_id: NEW_ID, reply_to: NEW }]);
    expect(await textsOf(id)).toEqual(["before", "overtook"]);
  });

  test("a number that was another user's brings nothing of that user along", async () => {
    const id = await write(who(OLD, OLD_ID), "before");
    const other = await write(who(NEW, OTHER_ID), "a secret");
    await setup().store.moveUser({ previous: who(OLD, OLD_ID), current: who(NEW, NEW_ID) });
    expect(await users()).toEqual([
      { phone_number: NEW, external_user_id: NEW_ID, reply_to: NEW },
      { phone_number: null, external_user_id: OTHER_ID, reply_to: OTHER_ID },
    ]);
    expect(await textsOf(id)).toEqual(["before"]);
    expect(await textsOf(other)).toEqual(["a secret"]);
  });

  test("a move of a user who never wrote creates none", async () => {
    const move = { previous: who(OLD, OLD_ID), current: who(NEW, NEW_ID) };
    expect(await setup().store.moveUser(move)).toBeNull();
    expect(await users()).toEqual([]);
  });

  test("an answer that is still to be sent goes to the new address", async () => {
    const { store, claim, answerStep, answer, partStep } = setup();
    await write(who(OLD, OLD_ID), "before");
    const lane = await claim();
    await answer(lane, await answerStep(lane), "Yes.");
    await store.moveUser({ previous: who(OLD, OLD_ID), current: who(NEW, NEW_ID) });
    expect(await partStep(lane, "send")).toMatchObject({ to: NEW });
  });
}
