import { expect, test } from "bun:test";
import { writeButtons } from "../../../src/channels/whatsapp-json/write-buttons.ts";
import { envelope, messageOf, setUpWebhook } from "./webhook-setup.ts";

const YES = { id: "say:yes", title: "Yes" };

test("a text with buttons is written as WhatsApp takes it, and a tap comes back as its button", async () => {
  expect(writeButtons("Shall I?", [YES, { id: "say:no", title: "No" }])).toEqual({
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: "Shall I?" },
      action: {
        buttons: [
          { type: "reply", reply: YES },
          { type: "reply", reply: { id: "say:no", title: "No" } },
        ],
      },
    },
  });
  const webhook = setUpWebhook();
  const interactive = { type: "button_reply", button_reply: YES };
  await webhook.deliver(envelope({ messages: [messageOf({ type: "interactive", interactive })] }));
  expect(webhook.received).toMatchObject([{ type: "button", text: "Yes" }]);
});

test("buttons that WhatsApp would refuse are sent as text instead", () => {
  expect(writeButtons("Shall I?", [])).toBeNull();
  expect(writeButtons("Shall I?", [YES, YES, YES, YES])).toBeNull();
  expect(writeButtons(" ", [YES])).toBeNull();
  expect(writeButtons("a".repeat(1_025), [YES])).toBeNull();
  expect(writeButtons("Shall I?", [{ id: "1", title: "a title of 21 letters" }])).toBeNull();
  expect(writeButtons("Shall I?", [{ id: "", title: "Yes" }])).toBeNull();
});
