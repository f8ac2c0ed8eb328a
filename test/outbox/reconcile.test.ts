import { expect, test } from "bun:test";
import type { SentMessage } from "../../src/core/ports.ts";
import { findTrace } from "../../src/outbox/reconcile.ts";

const ADA = "whatsapp:+4915112345678";
const startedAt = Date.UTC(2026, 10, 22, 12, 0, 30, 700);
const part = { body: "Here I am. ", to: ADA, startedAt };

const listed = (message: Partial<SentMessage> = {}): SentMessage => ({
  sid: "SM1",
  to: ADA,
  body: "Here I am.",
  status: "sent",
  createdAt: Date.UTC(2026, 10, 22, 12, 0, 30),
  ...message,
});
const find = (messages: SentMessage[], clockOffsetMs = 0) =>
  findTrace(part, messages, clockOffsetMs)?.sid ?? null;

test("a lost send is known by its words, its way and its second", () => {
  expect(find([listed()])).toBe("SM1");
  expect(find([listed({ body: "Here I am!" })])).toBeNull();
  expect(find([listed({ to: "whatsapp:+491" })])).toBeNull();
  expect(find([listed({ status: "failed" })])).toBeNull();
});

test("the same words from before the send are not it", () => {
  expect(find([listed({ createdAt: startedAt - 2_701 })])).toBeNull();
  expect(find([listed({ createdAt: startedAt - 2_700 })])).toBe("SM1");
});

test("a messenger whose clock differs from ours is understood", () => {
  const slow = listed({ createdAt: Date.UTC(2026, 10, 22, 11, 50, 30) });
  expect(find([slow])).toBeNull();
  expect(find([slow], -600_000)).toBe("SM1");
});

test("of several the oldest is it: the others may be answers to what came later", () => {
  const later = listed({ sid: "SM2", createdAt: startedAt + 60_000 });
  expect(find([later, listed()])).toBe("SM1");
});
