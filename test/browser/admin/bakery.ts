import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { signedIn } from "../../admin-client.ts";
import { startTestApp, type TestApp } from "../../harness.ts";
import { LOCAL } from "../../admin-client.ts";
import { encryptedPdf } from "../../media/documents/make-pdf.ts";
import { quickFolder } from "../../quick-folder.ts";
import { VOICE_NOTE } from "../../speech.ts";
import { samplePdf, samplePhoto } from "../samples.ts";

const OWNER = "whatsapp:+447700900001";
const AMELIA = "whatsapp:+447700900123";
const NAME = "Amelia Thornton-Whitfield";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Users who wrote once or twice, and what they wrote. */
const GUESTS = [
  ["João Pereira", "whatsapp:+351912345678", "Vocês têm pão de centeio hoje?"],
  ["نور الهدى", "whatsapp:+212612345678", "هل أنتم مفتوحون يوم الأحد؟"],
  ["Ravi Shankar", "whatsapp:+919876543210", "Is the shop open on Diwali?"],
  ["李伟", "whatsapp:+8613812345678", "你们几点开门?"],
  ["Casino Bonus 🎰", "whatsapp:+12015550123", "WIN 5000 NOW www.example.com"],
  ["Maximiliane von Hohenstein-Wernigerode", "whatsapp:+4915112345678", "Until when can I order?"],
] as const;

/** The later topics first: the model's stand-in finds a word of an earlier turn too. */
const ANSWERS = [
  [/Christmas/, "I’ve asked Mara to join. You’ll hear from her here."],
  [/count as sourdough/, "It looks like a baguette to me."],
  [
    /croissants/,
    "Done:\n1. Corrected invoice, £168.00\n2. Ten croissants for Saturday, 7:00\n\n```\nORDER 2026-115\nsourdough  40\ncroissant  10\n```",
  ],
  [
    /invoice/i,
    "I’ve read it. *Two things stand out:*\n- 40 sourdough loaves at £4.20 make £168, not £184\n- the delivery on _Thursday_ is missing\n\nShall I write a correction?",
  ],
  [/./, "We are open from *7:00* to *18:00*, on Sundays until 13:00."],
] as const;

/** A bot that has been in use for months, with users, conversations and figures of every kind. */
export async function startBakery(): Promise<TestApp> {
  const documents = quickFolder("bakery-");
  const hours =
    "# Winter\n\nFrom November to February we are open until 18:00, on Sundays until 13:00.";
  writeFileSync(join(documents, "opening-hours.md"), hours);
  writeFileSync(join(documents, "price-list-2025.pdf"), encryptedPdf("secret"));
  writeFileSync(join(documents, "cakes-and-breads-2026.pdf"), samplePdf("Orders until 10:00."));
  const bot = await startTestApp({
    settings: {
      ...LOCAL,
      APP_NAME: "Harbour Bakery",
      ADMIN_USERS: OWNER,
      ACCESS_MODE: "pairing",
      WHITELISTED_USERS: [AMELIA, ...GUESTS.map(([, address]) => address)].join(),
      KNOWLEDGE_DIR: documents,
      DAILY_BUDGET_USD: "5",
      OPENAI_MODEL: "gpt-5-mini",
      TIMEZONE: "Europe/Berlin",
    },
    twilio: { publicUrl: LOCAL.PUBLIC_URL },
  });
  for (const [question, content] of ANSWERS) {
    const usage = { prompt_tokens: 1_204, completion_tokens: 96, total_tokens: 1_300 };
    bot.openai.onMessage(question, { content, usage });
  }
  bot.openai.onTranscription({
    transcription: { text: "Please add ten croissants for Saturday." },
  });
  await bot.app.maintain();
  await fillMonths(bot);
  await tellAfternoon(bot);
  await changeSettings(bot);
  return bot;
}

async function say(bot: TestApp, body: string, from: string = AMELIA, profileName = NAME) {
  const sent = await bot.twilio.sendText({ from, body, profileName });
  await bot.settle(1_500);
  return sent;
}

/** Earlier users and charges, one user for each few hours of the last weeks. */
async function fillMonths(bot: TestApp): Promise<void> {
  const now = bot.clock.now();
  await say(bot, "Good morning!");
  for (const [name, address, words] of GUESTS) await say(bot, words, address, name);
  const numbers = (count: number) =>
    `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`;
  await bot.write(`${numbers(90)} INSERT INTO users (phone_number, reply_to, reply_from, whatsapp_name,
      is_whitelisted, is_active, code, created_at, updated_at)
    SELECT 'whatsapp:+4917000000' || (100 + n), 'whatsapp:+4917000000' || (100 + n),
      'whatsapp:+14155238886', 'Guest ' || n, TRUE, TRUE, 'code-' || n, ${now - 90 * DAY}, ${now}
    FROM numbers`);
  await bot.write(`INSERT INTO conversations (user_id, title, is_active, created_at, updated_at)
    SELECT id, 'A conversation', TRUE, ${now}, ${now} FROM users WHERE whatsapp_name LIKE 'Guest %'`);
  await bot.write(`INSERT INTO lanes (user_id, last_at)
    SELECT id, ${now} - id * ${5 * 3_600_000} FROM users WHERE whatsapp_name LIKE 'Guest %'`);
  await bot.write(`INSERT INTO messages (sid, user_id, conversation_id, direction, message_type, content,
      ai_response, is_processed, state, run_at, created_at, updated_at)
    SELECT 'SMguest' || users.id, users.id, conversations.id, 'inbound', 'text', 'Is there rye bread?',
      'Yes, on *Tuesdays*.', TRUE, 'done', 0, ${now} - users.id * ${5 * 3_600_000}, ${now}
    FROM users JOIN conversations ON conversations.user_id = users.id WHERE whatsapp_name LIKE 'Guest %'`);
  const day = (index: number) => new Date(now - (90 - index) * DAY).toISOString().slice(0, 10);
  for (const [kind, provider, model, cost] of [
    ["model", "openai", "gpt-5-mini", 1_400_000_000],
    ["transcription", "openai", "gpt-transcribe", 90_000_000],
    ["picture", "openai", "gpt-image-1-mini", 210_000_000],
  ] as const) {
    const rows = Array.from({ length: 90 }, (_, index) => {
      const nano = Math.round(cost * (1.2 + Math.sin(index / 2) + 0.2 * Math.cos(index * 1.7)));
      const at = now - (90 - index) * DAY;
      return `(${1 + (index % 7)}, NULL, '${day(index)}', 'twilio', '${kind}', '${provider}', '${model}', '{}', ${nano}, ${index % 9 === 0 ? "TRUE" : "FALSE"}, ${at})`;
    });
    await bot.write(`INSERT INTO charges (user_id, message_id, day, channel, kind, provider, model,
      units, nano_dollars, is_estimated, created_at) VALUES ${rows.join()}`);
  }
  await bot.write("DELETE FROM spent_money");
  for (const period of ["day", "substr(day, 1, 7)"]) {
    await bot.write(`INSERT INTO spent_money (period, user_id, nano_dollars)
      SELECT ${period}, user_id, sum(nano_dollars) FROM charges GROUP BY 1, 2`);
  }
}

/** The last hour: a conversation with files, a fault, a question for a human, and two take-overs. */
async function tellAfternoon(bot: TestApp): Promise<void> {
  const send = async (bytes: Uint8Array, contentType: string, body = "") => {
    await bot.twilio.sendMedia({
      from: AMELIA,
      bytes: new Uint8Array(bytes),
      contentType,
      body,
      profileName: NAME,
    });
    await bot.settle(1_500);
  };
  for (let index = 0; index < 12; index += 1) {
    const [name, address] = GUESTS[index % 4] ?? GUESTS[0];
    await say(bot, `And on Monday, ${index + 1} December?`, address, name);
    bot.clock.jump(((index * 7) % 4) * MINUTE);
  }
  await say(bot, "Here is last week’s invoice, can you check it?");
  await send(
    samplePdf("Invoice 2026-114: total 184.00 GBP"),
    "application/pdf",
    "invoice-2026-114.pdf",
  );
  await send(VOICE_NOTE, "audio/ogg");
  await send(
    samplePhoto(640, 480, [214, 160, 92]),
    "image/png",
    "Does this still count as sourdough? 😄",
  );
  bot.twilio.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
  await say(bot, "Is the shop open on Diwali?", GUESTS[2][1], GUESTS[2][0]);
  bot.clock.jump(2 * MINUTE);
  bot.openai.nextRequestError(401, { code: "invalid_api_key" });
  await say(bot, "Are you there?", GUESTS[5][1], GUESTS[5][0]);
  await say(bot, "Hello, may I write to you?", "whatsapp:+4915155555555", "");
  await say(bot, "/human", GUESTS[1][1], GUESTS[1][0]);
  const { sid } = await say(bot, "Can I speak to Mara about the hotel’s *Christmas menu*?");
  const owner = await signedIn(bot);
  await owner.change("POST", "/api/conversations/1/take-over");
  await owner.change("POST", "/api/messages", {
    to: 1,
    text: "Hello Amelia, Mara here. Shall we look at it on _Tuesday_?",
  });
  await bot.settle(1_500);
  await bot.twilio.sendText({
    from: AMELIA,
    body: "Tuesday is perfect, thank you!",
    quotedSid: sid,
    profileName: NAME,
  });
  await bot.settle(1_500);
  const now = bot.clock.now();
  for (const text of ["Orders 40 sourdough loaves every Friday", "Is allergic to hazelnuts"]) {
    await bot.write(
      `INSERT INTO facts (user_id, text, created_at) VALUES (1, '${text}', ${now - 3 * DAY})`,
    );
  }
  await bot.write(`INSERT INTO reminders (user_id, number, text, due_at, created_at, updated_at)
    VALUES (1, 1, 'Confirm Friday’s order', ${now + 2 * DAY}, ${now}, ${now})`);
}

async function changeSettings(bot: TestApp): Promise<void> {
  const owner = await signedIn(bot);
  const persona = "You are the friendly assistant of Harbour Bakery, warm, brief and never pushy.";
  await owner.change("PUT", "/api/settings/SYSTEM_PROMPT", { value: persona });
  await owner.change("PATCH", "/api/users/1", {
    persona: "Answer briefly and formally. She runs a hotel.",
    dailyBudget: 2_500_000_000,
    timezone: "Europe/London",
  });
  await owner.change("PATCH", "/api/users/6", { state: "blocked" });
  await owner.change("POST", "/api/backups");
}
