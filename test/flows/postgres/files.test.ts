import { afterEach, expect, test } from "bun:test";
import type { ModelReply, ModelRequest } from "../../../src/core/ports.ts";
import {
  createPicturesStandIn,
  type PicturesStandIn,
} from "../../../src/simulator/pictures-stand-in.ts";
import { anAnswer } from "../../replies.ts";
import { drawing } from "../drawing-setup.ts";
import { type ReplicasSetup, startReplicas } from "./replicas-setup.ts";

let setup: ReplicasSetup;
let painter: PicturesStandIn;
afterEach(async () => {
  await setup.stop();
  await painter.stop();
});

function draw({ rounds = [] }: ModelRequest): ModelReply {
  if (rounds.length > 0) return anAnswer("Here you are.");
  const { name, args } = drawing("A house");
  const call = { id: "call_1", name, arguments: JSON.stringify(args) };
  const { usage } = anAnswer("");
  return { kind: "tool-calls", calls: [call], continuation: null, usage };
}

test("a picture that one server has made is served by the other, and removed for both by either", async () => {
  painter = createPicturesStandIn({ maxSide: 32 });
  const settings = { IMAGE_MODEL: "a-painter", IMAGE_BASE_URL: painter.url };
  setup = await startReplicas(draw, { settings });
  await setup.one.hear("Draw me a house");
  // A balancer leads Twilio to either of them; the second one has not made the picture.
  setup.two.reach();
  await setup.settle();
  const [message] = setup.twilio.journal.messages;
  expect(message).toMatchObject({ body: "Here you are.", status: "delivered" });
  const [file] = message?.attached ?? [];
  expect(setup.twilio.findMedia(message?.sid ?? "", file?.sid ?? "")?.bytes).not.toBeEmpty();
  expect(setup.one.calls("readOutgoingFile") + setup.two.calls("readOutgoingFile")).toBe(1);
  expect(setup.two.calls("readOutgoingFile")).toBe(1);
  const token = (message?.mediaUrls[0] ?? "").slice(-43);
  const ask = async (replica: ReplicasSetup["one"]) =>
    (await replica.app.handle(new Request(`http://bot/media/${token}`))).status;
  expect([await ask(setup.one), await ask(setup.two)]).toEqual([200, 200]);
  setup.clock.jump(25 * 60 * 60_000);
  await setup.two.app.maintain();
  expect([await ask(setup.one), await ask(setup.two)]).toEqual([404, 404]);
});
