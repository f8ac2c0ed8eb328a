import { afterEach, beforeEach, expect, test } from "bun:test";
import type { SetupDialogue } from "../../../src/channels/channel-operator.ts";
import { agentPlatformOperator } from "../../../src/channels/agent-platform/operator.ts";
import { loadConfig, secretsOf } from "../../../src/config.ts";
import { agentAddressOf } from "../../../src/core/agent-address.ts";
import type { Finding } from "../../../src/core/finding.ts";
import { type AgentStandIn, createAgentStandIn } from "../../agent-platform/stand-in.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { ADA, BOB } from "../../harness.ts";

const KEYS = ["key-of-ada-0123456789", "key-of-bob-0123456789"] as const;
let whatsapp: AgentStandIn;
beforeEach(() => {
  const users = { [KEYS[0]]: ADA, [KEYS[1]]: BOB };
  whatsapp = createAgentStandIn({ users, clock: createFakeClock() });
});
afterEach(() => whatsapp.stop());

async function examined(keys: readonly string[] = KEYS): Promise<Finding[]> {
  const found: Finding[] = [];
  const settings = { whatsappAgentKeys: keys, whatsappAgentBaseUrl: whatsapp.url };
  await agentPlatformOperator.examine(settings, (_, ...findings) => void found.push(...findings));
  return found;
}

test("an operator learns of each key whether it is valid, without the key and without a poll", async () => {
  whatsapp.agentOf(BOB).isValid = false;
  const found = await examined();
  expect(found.map(({ level }) => level)).toEqual(["ok", "fault"]);
  expect(found[1]).toMatchObject({
    says: `WhatsApp refuses the key of ${agentAddressOf(KEYS[1])} (100)`,
    fix: expect.stringContaining("Chat info"),
  });
  for (const key of KEYS) expect(JSON.stringify(found)).not.toContain(key);
  expect(whatsapp.agentOf(ADA).updates.polls).toEqual([]);
});

test("an operator whose machine has no network is told so", async () => {
  await whatsapp.stop();
  expect(await examined([KEYS[0]])).toMatchObject([
    { level: "fault", fix: "check the network of this machine" },
  ]);
});

test("setup tries every key, and asks again where one is refused", async () => {
  const answers = [`${KEYS[0]},wrong-key-0123456789`, KEYS.join(",")];
  const levels: string[] = [];
  const dialogue: Pick<SetupDialogue, "ask" | "attempt"> = {
    ask: async () => answers.shift() ?? null,
    attempt: async (_, work) => {
      const tried = await work();
      levels.push(tried.finding.level);
      return { ...tried, verdict: tried.finding.level === "ok" ? "keep" : "again" };
    },
  };
  const env = { WHATSAPP_AGENT_BASE_URL: whatsapp.url };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- setup needs no more of it.
  expect(await agentPlatformOperator.setup(env, dialogue as SetupDialogue)).toEqual({
    WHATSAPP_AGENT_KEYS: KEYS.join(","),
  });
  expect(levels).toEqual(["fault", "ok"]);
});

test("in production the bot starts with the keys alone, without a public address, and logs none of them", () => {
  const config = loadConfig({
    APP_ENV: "production",
    SECRET_KEY: "a-secret-key-of-the-tests-0123456789",
    OPENAI_API_KEY: "sk-test",
    WHATSAPP_AGENT_KEYS: KEYS.join(", "),
  });
  expect(config.channels).toEqual(["agent-platform"]);
  expect(secretsOf(config)).toEqual(expect.arrayContaining([...KEYS]));
});

test("an operator can look up what a code of the platform means", () => {
  expect(agentPlatformOperator.explainCode("1752041")?.meaning).toContain("same key");
  expect(agentPlatformOperator.explainCode("63016")).toBeNull();
});
