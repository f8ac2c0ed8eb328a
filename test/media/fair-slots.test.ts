import { expect, test } from "bun:test";
import { createFairSlots } from "../../src/media/fair-slots.ts";

/** Slots, with the names of the tasks in the order in which they began, and a way to end each. */
function setUp(max: number) {
  const slots = createFairSlots(max);
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const ask = (userId: number, name: string) => {
    const end = Promise.withResolvers<void>();
    ends.set(name, end);
    return slots(userId, () => {
      begun.push(name);
      return end.promise;
    });
  };
  // A place is handed over in a few microtasks.
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const finish = async (name: string, error?: Error) => {
    if (error === undefined) ends.get(name)?.resolve();
    else ends.get(name)?.reject(error);
    await settle();
  };
  return { begun, ask, finish, settle };
}

test("a user with four slow files leaves a slot for another user's", async () => {
  const { begun, ask, settle } = setUp(2);
  for (const file of ["a1", "a2", "a3", "a4"]) void ask(1, file);
  void ask(2, "b1");
  await settle();

  expect(begun).toEqual(["a1", "b1"]);
});

test("users who wait are served alternately, each with their files in order", async () => {
  const { begun, ask, finish } = setUp(2);
  for (const file of ["a1", "a2", "a3"]) void ask(1, file);
  void ask(2, "b1");
  for (const file of ["c1", "c2"]) void ask(3, file);
  await finish("a1");
  await finish("b1");
  expect(begun).toEqual(["a1", "b1", "a2", "c1"]);

  await finish("a2");
  await finish("c1");
  expect(begun).toEqual(["a1", "b1", "a2", "c1", "a3", "c2"]);
});

test("a failed task frees its slot, and users share a single slot", async () => {
  const { begun, ask, finish } = setUp(1);
  const failing = ask(1, "a1");
  void ask(1, "a2");
  void ask(2, "b1");
  await finish("a1", new Error("broken"));
  await finish("a2");

  expect(failing).rejects.toThrow("broken");
  expect(begun).toEqual(["a1", "a2", "b1"]);
});
