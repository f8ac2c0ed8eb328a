import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { concealer } from "../../src/log/conceal.ts";
import { jsonLines } from "../../src/log/json.ts";
import { userAddress } from "../../src/config/kinds.ts";
import { cleanText } from "../../src/text/clean-text.ts";
import { formatWhatsapp } from "../../src/text/whatsapp/format.ts";
import { readVcards } from "../../src/text/read-vcards.ts";
import { splitReply } from "../../src/text/whatsapp/split.ts";
import { attachmentKind } from "../../src/channels/attachment-kind.ts";
import { parseInbound } from "../../src/channels/twilio/parse-inbound.ts";
import { sendableText } from "../../src/channels/sendable-text.ts";
import { ACCOUNT } from "../harness.ts";

const ACCOUNT_SID = ACCOUNT.accountSid;
const LONG = 64 * 1024;

/**
 * The input that makes a backtracking pattern take hours: one piece repeated, and then no match.
 */
const repeated = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        "a",
        "1",
        " ",
        "\n",
        "\t ",
        "a ",
        "+",
        "whatsapp:",
        "whatsapp:+4",
        "%2B1",
        ".",
      ),
      fc.constantFrom(
        "*",
        "`",
        "```\n",
        "> ",
        "- ",
        "http://",
        "://",
        "a@",
        "\\",
        '"',
        "-----\n",
        "𝟙",
      ),
      fc.string({ unit: "binary", minLength: 1, maxLength: 6 }),
    ),
    fc.constantFrom("", "!", "\n", "\0", "x", "\ud800"),
  )
  .map(([piece, end]) => piece.repeat(Math.ceil(LONG / piece.length)) + end);

describe("no text of the longest body keeps the process busy (a hang is this test's time-out)", () => {
  const numRuns = 20;
  const line = jsonLines(concealer(["a-secret-of-the-tests", "aaaaaaaaaaaaaaa"]));

  test.each<[string, (text: string) => unknown]>([
    ["cleanText", cleanText],
    ["splitReply", (text) => splitReply(text, 1_600)],
    ["sendableText", sendableText],
    ["readVcards", readVcards],
    ["formatWhatsapp", formatWhatsapp],
    ["attachmentKind", (text) => attachmentKind(text, text)],
    ["a log line", (text) => line(recordOf(text))],
    ...[
      "From",
      "MessageSid",
      "WaId",
      "ExternalUserId",
      "Body",
      "MediaUrl0",
      "MediaContentType0",
    ].map((key): [string, (text: string) => unknown] => [key, (text) => parse({ [key]: text })]),
  ])("%s", (_, read) => {
    fc.assert(
      fc.property(repeated, (text) => {
        read(text);
      }),
      { numRuns },
    );
  });

  test("as many attachments as a body can name", () => {
    const params: Record<string, string> = {};
    for (let index = 0; index < 4_000; index += 1) params[`MediaUrl${index}`] = "x";
    expect(parse(params)).toMatchObject({ message: { attachments: { length: 4_000 } } });
  });
});

/** Every character that Unicode calls a digit, but for the ten that a number is made of. */
const lookAlike = fc
  .constantFrom(...("٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០᠐０𝟎𝟘𝟢𝟶①²½".match(/./gu) ?? []))
  .chain((zero) =>
    fc.nat(9).map((digit) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + digit)),
  );

describe("digits that only look like digits", () => {
  const withLookAlike = fc
    .tuple(fc.stringMatching(/^[1-9]\d{6,13}$/), lookAlike, fc.nat())
    .map(([digits, digit, seed]) => {
      const at = seed % (digits.length + 1);
      return digits.slice(0, at) + digit + digits.slice(at);
    });

  test("make no address that anything is received from", () => {
    fc.assert(
      fc.property(withLookAlike, (number) => {
        expect(parse({ From: `whatsapp:+${number}` })).toEqual({ fault: "malformed-parameter" });
        const hidden = parse({ From: "whatsapp:DE.abc", WaId: number });
        expect(hidden).toMatchObject({ message: { identity: { phoneNumber: null } } });
      }),
    );
  });

  test("make no entry of the whitelist", () => {
    fc.assert(
      fc.property(withLookAlike, (number) => {
        expect(userAddress.read(`+${number}`)).toBeUndefined();
      }),
    );
  });
});

test("a number is a plus and 7 to 15 digits, a username a country and an id; the whitelist holds no others", () => {
  const almost = fc.oneof(
    fc.stringMatching(/^\+?\d{0,20}$/),
    fc.stringMatching(/^ ?\+[1-9]\d{6,14}[ \n]?$/),
    fc.string({ maxLength: 20 }),
  );
  fc.assert(
    fc.property(almost, (text) => {
      const isSomebody = /^(?:\+[1-9][0-9]{6,14}|[A-Z]{2}\.[\w.-]{1,128})$/.test(text);
      expect("message" in parse({ From: `whatsapp:${text}` })).toBe(isSomebody);
      // The whitelist accepts existing country codes, and spaces; every address that it accepts can
      // also be admitted.
      const listed = userAddress.read(text);
      expect(listed === undefined || "message" in parse({ From: listed })).toBe(true);
    }),
  );
});

function parse(params: Record<string, string>) {
  const required = {
    MessageSid: `SM${"0".repeat(32)}`,
    From: "whatsapp:+4915112345678",
    To: ACCOUNT.number,
    AccountSid: ACCOUNT_SID,
  };
  return parseInbound({ ...required, ...params }, ACCOUNT_SID);
}

function recordOf(text: string): Parameters<ReturnType<typeof jsonLines>>[0] {
  return {
    category: ["bot"],
    level: "info",
    message: [text],
    rawMessage: text,
    timestamp: 0,
    properties: { text, error: new Error(text) },
  };
}
