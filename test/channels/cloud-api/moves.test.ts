import { expect, test } from "bun:test";
import { envelope, messageOf, setUpWebhook } from "./webhook-setup.ts";

const NOTICES: [string, object, object][] = [
  [
    "a number",
    {
      type: "user_changed_number",
      wa_id: "4915187654321",
      user_id: "DE.NEW",
      previous_user_id: "DE.OLD",
      body: "",
    },
    {
      previous: { phoneNumber: "whatsapp:+4915112345678", externalUserId: "whatsapp:DE.OLD" },
      current: { phoneNumber: "whatsapp:+4915187654321", externalUserId: "whatsapp:DE.NEW" },
    },
  ],
  [
    "a number, in the older form",
    {
      type: "customer_changed_number",
      new_wa_id: 4915187654321,
      customer: "4915112345678",
      body: "",
      user_id: "DE.NEW",
    },
    {
      previous: { phoneNumber: "whatsapp:+4915112345678" },
      current: { phoneNumber: "whatsapp:+4915187654321" },
    },
  ],
  [
    "an id that only the text names",
    {
      type: "user_changed_user_id",
      user_id: "DE.NEW",
      body: "User Ada changed from DE.OLD to DE.NEW",
    },
    {
      previous: { externalUserId: "whatsapp:DE.OLD" },
      current: { phoneNumber: null, externalUserId: "whatsapp:DE.NEW" },
    },
  ],
];

test.each(NOTICES)("a user who changed %s is moved", async (_, system, expected) => {
  const webhook = setUpWebhook();
  await webhook.deliver(
    envelope({ messages: [messageOf({ type: "system", from_user_id: undefined, system })] }),
  );
  expect(webhook.moves).toMatchObject([expected]);
  expect(webhook.received).toEqual([]);
});

test("an update of ids moves the user, in each of its forms", async () => {
  const webhook = setUpWebhook();
  const updates = [
    { wa_id: "4915112345678", user_id: { previous: "DE.OLD", current: "DE.NEW" } },
    { previous_user_id: "DE.OLD", user_id: "DE.NEW" },
    { user_id: { previous: "DE.SAME", current: "DE.SAME" } },
  ];
  await webhook.deliver(envelope({ user_id_update: updates }, "user_id_update"));
  expect(webhook.moves).toMatchObject([
    {
      previous: { externalUserId: "whatsapp:DE.OLD" },
      current: { externalUserId: "whatsapp:DE.NEW" },
    },
    {
      previous: { externalUserId: "whatsapp:DE.OLD" },
      current: { externalUserId: "whatsapp:DE.NEW" },
    },
  ]);
});
