import { expect, test } from "bun:test";
import { parseStatus } from "../../../src/channels/twilio/parse-status.ts";
import { ACCOUNT_SID, SID } from "./fixtures.ts";

const query = new URLSearchParams("o=n1");
const base = { MessageSid: SID, AccountSid: ACCOUNT_SID };

test.each([
  ["queued", "accepted"],
  ["accepted", "accepted"],
  ["sending", "accepted"],
  ["scheduled", "accepted"],
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["failed", "failed"],
  ["undelivered", "failed"],
] as const)("Twilio's status %p is reported as %p", (word, status) => {
  expect(parseStatus({ ...base, MessageStatus: word }, query, ACCOUNT_SID)).toEqual({
    report: { nonce: "n1", sid: SID, status, errorCode: null, reason: null, isPassing: false },
  });
});

test("a failure brings its code, and a callback without our nonce still counts", () => {
  const params = { ...base, MessageStatus: "undelivered", ErrorCode: "63016" };
  expect(parseStatus(params, new URLSearchParams(), ACCOUNT_SID)).toEqual({
    report: {
      nonce: null,
      sid: SID,
      status: "failed",
      errorCode: "63016",
      reason: "window-closed",
      isPassing: false,
    },
  });
});

test.each(["63018", "30008", "63019"])("a failure with %p may soon have passed", (ErrorCode) => {
  const params = { ...base, MessageStatus: "failed", ErrorCode };
  expect(parseStatus(params, query, ACCOUNT_SID)).toMatchObject({ report: { isPassing: true } });
});

test("a status that nobody announced is no report and no fault", () => {
  const params = { ...base, MessageStatus: "teleported" };
  expect(parseStatus(params, query, ACCOUNT_SID)).toEqual({ report: null });
});

test("a callback of another account, or without its sid or status, is refused", () => {
  expect(
    parseStatus({ ...base, MessageStatus: "sent", AccountSid: "AC1" }, query, ACCOUNT_SID),
  ).toEqual({ fault: "foreign-account" });
  expect(parseStatus(base, query, ACCOUNT_SID)).toEqual({ fault: "missing-parameter" });
  expect(
    parseStatus({ AccountSid: ACCOUNT_SID, MessageStatus: "sent" }, query, ACCOUNT_SID),
  ).toEqual({ fault: "missing-parameter" });
});
