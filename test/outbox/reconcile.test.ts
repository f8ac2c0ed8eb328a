import { describe, expect, test } from "bun:test";
import { textPart } from "../../src/core/reply-part.ts";
import type { SentMessage } from "../../src/core/ports.ts";
import { findTraces } from "../../src/outbox/reconcile.ts";

const ADA = "whatsapp:+4915112345678";
const startedAt = Date.UTC(2026, 10, 22, 12, 0, 30, 700);
const part = { content: textPart("Here I am. "), to: ADA, startedAt };

const listed = (message: Partial<SentMessage> = {}): SentMessage => ({
  sid: "SM1",
  to: ADA,
  body: "Here I am.",
  files: 0,
  status: "sent",
  createdAt: Date.UTC(2026, 10, 22, 12, 0, 30),
  ...message,
});
const find = (messages: SentMessage[], clockOffsetMs = 0) =>
  findTraces(part, messages, clockOffsetMs)[0]?.sid ?? null;

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

describe("a message with buttons is known", () => {
  const content = {
    kind: "choices" as const,
    text: "First line\n\nSecond line",
    choices: [{ id: "/more", title: "More" }],
    inWords: "Write *more*.",
  };
  const found = (body: string) => findTraces({ ...part, content }, [listed({ body })], 0).length;

  test.each([
    ["as its template shows it", "First line\n\u2060\nSecond line"],
    ["with its buttons", "First line\n\u2060\nSecond line\nMore"],
    ["with the choices written out", "First line\n\nSecond line\n\nWrite *more*."],
    ["in one line", "First line Second line"],
  ])("%s", (_, body) => {
    expect(found(body)).toBe(1);
  });

  test("and is not another text", () => {
    expect(found("First line")).toBe(0);
    expect(found("")).toBe(0);
  });
});
