import { Database } from "bun:sqlite";
import { afterAll, afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { ACCOUNT } from "../harness.ts";
import { encode, type Params, sign } from "./attacker.ts";
import { startLeakyUpstreams } from "./leaky-upstreams.ts";
import { type RealServer, startRealServer } from "./real-server.ts";

const NUMBER = "4915112345678";
const SECRETS = {
  OPENAI_API_KEY: "sk-canary-of-openai",
  SECRET_KEY: "canary-secret-key-12345678901-tail-of-the-key",
  METRICS_TOKEN: "canary-metrics-token",
};
/** Twilio's token is not to be seen either, and signatures are as good as keys. */
const HIDDEN = ["canary", "tail-of-the-key", NUMBER, "15112345", ACCOUNT.authToken];
/** Each has its own sender, since a failed message holds back later ones of the same user. */
const FAULTS =
  "fail-401 fail-429 fail-400 fail-500 fail-junk fail-shape send-400 send-429 send-500 send-junk".split(
    " ",
  );
const LATECOMER = "+4915112345699";
const numberOf = (_: string, index: number) => `+49151123456${10 + index}`;
/** Breaks lines, moves cursors, turns the reading direction, ends strings. */
const WILD = '\n2026 error forged\r\u001b[2J\u0085\u2028\u202e"}\u0000';

let server: RealServer;
const upstreams = startLeakyUpstreams();
afterEach(() => server.stop());
afterAll(() => upstreams.stop());

test.each(["production", "development"])(
  "no secret, number, name or word of any user leaves a server in %s that logs all it can",
  async (appEnv) => {
    server = await startRealServer({
      settings: {
        ...SECRETS,
        APP_ENV: appEnv,
        LOG_LEVEL: "trace",
        OPENAI_BASE_URL: `${upstreams.openai}/v1`,
        TWILIO_API_BASE_URL: upstreams.twilio,
        WHITELISTED_USERS: [
          ...FAULTS.map(numberOf),
          `+${NUMBER}`,
          LATECOMER,
          "DE.canary.42",
        ].join(),
        RATE_LIMIT_MESSAGES: "9",
        DATABASE_URL: "data/bot.db",
      },
    });
    const answers: string[] = [];
    await speakOfEverything(answers);
    await failToStore(answers);
    const token = { authorization: `Bearer ${SECRETS.METRICS_TOKEN}` };
    const metrics = await fetch(`${server.origin}/metrics`, { headers: token });
    expect(metrics.status).toBe(200);
    answers.push(await metrics.text());
    await server.stop();

    const said = server.said();
    const found = (text: string) => [...HIDDEN, ...signatures].filter((it) => text.includes(it));
    expect(found(said)).toEqual([]);
    expect(found(answers.join("\n"))).toEqual([]);
    const lines = said.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      if (appEnv === "production") expect(Object.keys(JSON.parse(line))).toContain("event");
      else expect(line).toMatch(/^(?:\d\d:\d\d:\d\d\.\d+ | {4})/);
    }
  },
  30_000,
);

const signatures: string[] = [];

/** Every way in, and every way in which OpenAI and Twilio fail. */
async function speakOfEverything(answers: string[]): Promise<void> {
  const { twilio } = server;
  const user = { from: `whatsapp:+${NUMBER}`, profileName: `canary-name ${WILD}` };
  const say = async (text: string, from = user.from) => {
    const message = { ...user, from, body: `canary-body ${text} ${WILD}` };
    const { sid, body } = await twilio.sendText(message);
    answers.push(body);
    return sid;
  };
  const sid = await say("hello");
  await twilio.repeat(sid);
  await twilio.sendLocation({
    ...user,
    latitude: 1,
    longitude: 2,
    label: "canary",
    address: WILD,
  });
  await twilio.pressButton({ ...user, text: "canary", payload: "canary" });
  await twilio.sendMedia({
    ...user,
    bytes: new Uint8Array(3),
    contentType: `image/canary${WILD}`,
    body: "canary.jpg",
  });
  await twilio.deliver({
    From: "whatsapp:DE.canary.42",
    WaId: NUMBER,
    Canary: `canary ${WILD}`,
    Body: "",
  });
  await twilio.deliver({ From: "whatsapp:+4915112345679", Body: "canary of a stranger" });
  for (const [index, fault] of FAULTS.entries()) {
    await say(fault, `whatsapp:${numberOf(fault, index)}`);
  }
  await server.heard("message given up", 3);
  await server.heard("answer failed, retry scheduled", 3);
  await server.heard("part refused");
  await server.heard("part not sent, retry scheduled");
  await server.heard("part uncertain, look-up scheduled", 2);
  for (let count = 0; count < 60; count += 1) await say("too much");
  await server.heard("message ignored: flood");
  answers.push(...(await knockEverywhere(sid)));
}

/** Requests that are refused, each with what must not be repeated. */
async function knockEverywhere(sid: string): Promise<string[]> {
  const params: Params = [
    ["From", `whatsapp:+${NUMBER}`],
    ["Body", `canary ${WILD}`],
    ["AccountSid", ACCOUNT.accountSid],
    ["MessageSid", sid],
    ["MessageStatus", "failed"],
    ["ErrorMessage", `canary ${NUMBER}`],
    ["ErrorCode", `63016 canary ${WILD}`],
  ];
  const query = `o=canary&From=${NUMBER}`;
  const signed = {
    [`/webhook?${query}`]: sign(params, `https://bot.example.org/webhook?${query}`),
    [`/webhook/status?${query}`]: sign(params, `https://bot.example.org/webhook/status?${query}`),
    [`/webhook/status?x=${NUMBER}`]: "Y2FuYXJ5IGNhbmFyeSBjYW5hcnk=",
    [`/webhook?${NUMBER}`]: `canary${NUMBER}`,
    [`/canary/${NUMBER}`]: "canary",
  };
  signatures.push(...Object.values(signed));
  const answers = Object.entries(signed).flatMap(([path, signature]) =>
    ["POST", "PUT", "GET"].map(async (method) => {
      const response = await fetch(server.origin + path, {
        method,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "x-twilio-signature": signature,
          "x-forwarded-host": `evil.example\u0085\u009b2J/${NUMBER}`,
          "x-forwarded-proto": "https\u0085",
          cookie: "canary=canary",
          authorization: "Bearer canary",
        },
        ...(method !== "GET" && { body: encode(params) }),
      });
      return `${await response.text()} ${JSON.stringify([...response.headers])}`;
    }),
  );
  return Promise.all(answers);
}

/** A database that takes no message, and then none of its answer. */
async function failToStore(answers: string[]): Promise<void> {
  const fresh = { from: `whatsapp:${LATECOMER}`, profileName: "canary" };
  const sql = (text: string) => {
    using database = new Database(join(server.folder, "data/bot.db"));
    database.run("PRAGMA busy_timeout = 2000");
    database.run(text);
  };
  sql("CREATE TRIGGER canary BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'no room'); END");
  const { status, body } = await server.twilio.sendText({ ...fresh, body: "canary unheard" });
  expect(status).toBe(500);
  answers.push(body);
  sql("DROP TRIGGER canary");
  sql(
    "CREATE TRIGGER canary BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ABORT, 'no room'); END",
  );
  await server.twilio.sendText({ ...fresh, body: "canary unanswered" });
  await server.heard("no room", 2);
  sql("DROP TRIGGER canary");
}
