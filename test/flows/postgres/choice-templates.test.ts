import { afterEach, expect, test } from "bun:test";
import { ADA, BOB } from "../../harness.ts";
import { type ReplicasSetup, startReplicas } from "./replicas-setup.ts";

let setup: ReplicasSetup;
afterEach(() => setup.stop());

test("two servers create a template once, and both send with it", async () => {
  setup = await startReplicas(() => "Yes.");
  const { one, two, twilio } = setup;
  await Promise.all([one.hear("/forget", ADA), two.hear("/forget", BOB)]);
  await setup.settle();
  await two.hear("/forget", ADA);
  await setup.settle();
  await one.hear("/forget", BOB);
  await setup.settle();
  expect(twilio.templates.sids()).toHaveLength(1);
  expect(twilio.journal.messages).toHaveLength(4);
  // At the first two, one may have waited for no template.
  expect(twilio.journal.messages.slice(2).map(({ buttons }) => buttons.length)).toEqual([2, 2]);
});
