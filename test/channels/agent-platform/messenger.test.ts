import { afterEach, beforeEach, expect, test } from "bun:test";
import { createAgentMessenger } from "../../../src/channels/agent-platform/messenger.ts";
import { agentAddressOf } from "../../../src/core/agent-address.ts";
import { PermanentError, SendUncertain, TransientError } from "../../../src/core/errors.ts";
import type { Messenger } from "../../../src/core/ports.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import { type AgentStandIn, createAgentStandIn } from "../../agent-platform/stand-in.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { ADA } from "../../harness.ts";

const KEY = "key-of-ada-0123456789";
const ADDRESS = agentAddressOf(KEY);
let whatsapp: AgentStandIn;
let messenger: Messenger;

beforeEach(() => {
  const clock = createFakeClock();
  whatsapp = createAgentStandIn({ users: { [KEY]: ADA }, clock });
  messenger = createAgentMessenger({ key: KEY, baseUrl: whatsapp.url, clock, address: ADDRESS });
});
afterEach(() => whatsapp.stop());

const send = (body = "Hello", to = whatsapp.agentOf(ADA).userId) =>
  messenger.send({
    content: textPart(body),
    to: `${ADDRESS}:${to}`,
    from: ADDRESS,
    nonce: "n1",
  });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test("a text is sent to the agent's user, and its id is one that no other agent has", async () => {
  const { sid } = await send("Hello *there*");
  expect(whatsapp.journal.messages).toMatchObject([{ to: ADA, body: "Hello *there*" }]);
  expect(sid).toBe(`${ADDRESS}:${whatsapp.journal.messages[0]?.sid}`);
});

test("a send that the platform says it did not accept is tried again", async () => {
  whatsapp.faults.next({ on: "create", kind: "code", code: 131_016, status: 503 });
  const error = await failureOf(send());
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ reason: "server", code: "131016" });
});

test("a send that the platform failed at is uncertain, whatever its code", async () => {
  whatsapp.faults.next({ on: "create", kind: "500" });
  whatsapp.faults.next({ on: "create", kind: "code", code: 2, status: 500 });
  whatsapp.faults.next({ on: "create", kind: "lost-response" });
  whatsapp.faults.next({ on: "create", kind: "garbled" });
  for (let n = 0; n < 4; n += 1) expect(await failureOf(send())).toBeInstanceOf(SendUncertain);
});

test("an agent that has no sends left waits 5, 10 and then 20 seconds", async () => {
  whatsapp.faults.next({ on: "create", kind: "code", code: 130_429, status: 429, times: 4 });
  const waits: unknown[] = [];
  for (let n = 0; n < 4; n += 1) waits.push(await failureOf(send()));
  expect(waits).toMatchObject(
    [5_000, 10_000, 20_000, 20_000].map((retryAfterMs) => ({ reason: "user-rate", retryAfterMs })),
  );
  await send();
});

test("a send to another than the agent's creator is refused for good", async () => {
  const error = await failureOf(send("Hello", "user:1"));
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ reason: "recipient-gone", code: "131005" });
});

test("two messages of one agent are never sent at once, whose order would be lost", async () => {
  const first = send("one");
  expect(await failureOf(send("two"))).toMatchObject({ code: "paced" });
  await first;
  await send("two");
  expect(whatsapp.journal.messages.map(({ body }) => body)).toEqual(["one", "two"]);
});
