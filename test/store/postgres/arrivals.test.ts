import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Arrivals } from "../../../src/store/users.ts";
import type { Verdict } from "../../../src/store/receipt.ts";
import { aMessage } from "../../messages.ts";
import { admitted } from "../conformance/setup.ts";
import { openReplicas, type Replicas } from "./replicas.ts";

let both: Replicas;
beforeEach(async () => {
  both = await openReplicas();
});
afterEach(() => both.close());

const WINDOW_MS = 60_000;
const refused = (): Verdict => ({ admitted: false, why: "rate-limited", notice: null });

/** Receives a message and returns what the judge was told of those before it. */
async function told(
  { store }: Replicas["one"],
  verdict: () => Verdict,
  ageMs = 0,
  message = aMessage(),
): Promise<Arrivals | undefined> {
  let arrivals: Arrivals | undefined;
  const judge = (standing: { readonly arrivals: Arrivals }) => {
    ({ arrivals } = standing);
    return verdict();
  };
  await store.receive(message, judge, ageMs, WINDOW_MS);
  return arrivals;
}

test("the judge is told the earlier arrivals at any process, admitted and refused ones apart", async () => {
  const { one, two, clock } = both;
  expect(await told(one, admitted)).toEqual({ admitted: [], refused: [] });
  clock.jump(10_000);
  expect(await told(two, refused)).toEqual({ admitted: [10_000], refused: [] });
  clock.jump(20_000);
  expect(await told(one, admitted)).toEqual({ admitted: [30_000], refused: [20_000] });
  clock.jump(30_000);
  expect(await told(two, admitted)).toEqual({ admitted: [30_000], refused: [50_000] });
});

test("a late message is judged by the arrivals around its own time", async () => {
  const { one, two, clock } = both;
  await told(one, admitted, 3_600_000);
  await told(two, admitted);
  clock.jump(5_000);
  expect(await told(one, admitted, 3_600_000)).toEqual({ admitted: [5_000], refused: [] });
  expect(await told(two, admitted, 3_605_000)).toEqual({ admitted: [0, -5_000], refused: [] });
});

test("a user known under two identities is described as one, and no other user is", async () => {
  const { one, clock } = both;
  const number = "whatsapp:+491511111111";
  const username = "whatsapp:DE.ada";
  const from = (phoneNumber: string | null, externalUserId: string | null) =>
    aMessage({ identity: { phoneNumber, externalUserId }, from: number });
  await told(one, admitted, 0, from(number, null));
  clock.jump(1_000);
  await told(one, admitted, 0, from(null, username));
  await told(one, admitted, 0, from("whatsapp:+491522222222", null));
  clock.jump(1_000);
  const arrivals = await told(one, admitted, 0, from(number, username));
  expect(arrivals).toEqual({ admitted: [2_000, 1_000], refused: [] });
});

test("of two last messages within a limit that come to two processes at once, one passes", async () => {
  const judge = ({ arrivals }: { readonly arrivals: Arrivals }) =>
    arrivals.admitted.length < 3 ? admitted() : refused();
  const receipts = await Promise.all(
    [both.one, both.two, both.one, both.two, both.one, both.two].map(({ store }) =>
      store.receive(aMessage(), judge, 0, WINDOW_MS),
    ),
  );
  expect(receipts.filter(({ outcome }) => outcome === "queued")).toHaveLength(3);
});
