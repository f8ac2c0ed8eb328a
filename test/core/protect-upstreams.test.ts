import { expect, test } from "bun:test";
import { createCircuits, protectMessenger } from "../../src/core/protect-upstreams.ts";
import { TransientError } from "../../src/core/errors.ts";
import type { Messenger } from "../../src/core/ports.ts";
import { createFakeClock } from "../fake-clock.ts";

const part = {
  to: "whatsapp:+4915112345678",
  from: null,
  body: "hello",
  mediaUrl: null,
  nonce: "n",
};

/** The state of Twilio's circuit after ten sends that failed with this code. */
async function circuitAfter(code: string): Promise<string | undefined> {
  const circuits = createCircuits(createFakeClock());
  const failing: Messenger = {
    showTyping: () => Promise.resolve(),
    send: () => Promise.reject(new TransientError("cannot connect", { code })),
    listSentTo: () => Promise.resolve({ messages: [], clockOffsetMs: 0 }),
  };
  const messenger = protectMessenger(failing, circuits.of("twilio"));
  for (let tries = 0; tries < 10; tries += 1) await messenger.send(part).catch(() => {});
  return circuits.states()["twilio"];
}

test("an upstream is not left alone because this machine has no room for a connection to it", async () => {
  expect(await circuitAfter("EMFILE")).toBe("closed");
  expect(await circuitAfter("ECONNREFUSED")).toBe("open");
});
