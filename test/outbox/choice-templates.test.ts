import { afterEach, beforeEach, expect, test } from "bun:test";
import type { ChoiceTemplate } from "../../src/core/choices.ts";
import type { Logger } from "../../src/core/ports.ts";
import { createChoiceTemplates } from "../../src/outbox/choice-templates.ts";
import type { OpenPart } from "../../src/store/sends.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createFakeClock } from "../fake-clock.ts";

const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const PART: OpenPart = {
  id: 1,
  messageId: 1,
  part: 0,
  attempt: 0,
  resends: 0,
  isNotice: false,
  createdAt: 0,
  startedAt: 0,
  lookups: 0,
  to: "whatsapp:+4915112345678",
  from: null,
  nonce: "n",
  content: { kind: "choices", text: "Well?", choices: [{ id: "a", title: "A" }], inWords: "" },
};

const clock = createFakeClock();
let store: Store;
let created: number;
beforeEach(async () => {
  const opened = await openSqliteStore({ path: ":memory:", clock });
  store = { ...opened, exclusively: withLeases() };
  created = 0;
});
afterEach(() => store.close());

/** SQLite has one process, and runs what is exclusive; servers on PostgreSQL contend for a lease. */
function withLeases(): Store["exclusively"] {
  const held = new Set<string>();
  return async (task, _, work) => {
    if (held.has(task)) return false;
    held.add(task);
    await work().finally(() => held.delete(task));
    return true;
  };
}

/** The templates of a server; `create` may be delayed, to race another one. */
function aServer(create: ChoiceTemplate["create"] = async () => `HX${(created += 1)}`) {
  const templateFor = () => ({ key: "k", create });
  return createChoiceTemplates({ store, templateFor, clock, log: quiet, onFault: async () => {} });
}

test("two servers that need the same template at once create it once", async () => {
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const one = aServer(async () => {
    begun.resolve();
    await released.promise;
    return `HX${(created += 1)}`;
  });
  const two = aServer();
  const first = one.find(PART);
  await begun.promise;
  // The second does not wait: its message goes out with the choices in words.
  expect(await two.find(PART)).toBeNull();
  released.resolve();
  expect(await first).toBe("HX1");
  expect(await two.find(PART)).toBe("HX1");
  expect(created).toBe(1);
});

test("messages of one server that need it at once wait for the same one", async () => {
  const server = aServer();
  expect(await Promise.all([server.find(PART), server.find(PART)])).toEqual(["HX1", "HX1"]);
});

test("a server that dies before it stores the template leaves it unused; another is created later", async () => {
  const failing = { ...store, writeState: () => Promise.reject(new Error("killed")) };
  const dying = createChoiceTemplates({
    store: failing,
    templateFor: () => ({ key: "k", create: async () => `HX${(created += 1)}` }),
    clock,
    log: quiet,
    onFault: async () => {},
  });
  expect(await dying.find(PART).catch(String)).toContain("killed");
  expect(await store.readState("template:k")).toBeNull();
  expect(await aServer().find(PART)).toBe("HX2");
});

test("a part that failed in transit is sent again without buttons, and others need no template", async () => {
  const server = aServer();
  expect(await server.find({ ...PART, resends: 1 })).toBeNull();
  const none = createChoiceTemplates({
    store,
    templateFor: () => null,
    clock,
    log: quiet,
    onFault: async () => {},
  });
  expect(await none.find(PART)).toBeNull();
  expect(created).toBe(0);
});
