import { expect, test } from "bun:test";
import { SendUncertain, TransientError } from "../../../src/core/errors.ts";
import { translateBreak } from "../../../src/channels/failed-call.ts";
import { translateAnswer } from "../../../src/channels/twilio/translate-error.ts";

const broken = (code: string) => Object.assign(new TypeError("fetch failed"), { code });

test("a refusal has one reason, whatever Twilio's code", () => {
  const reasonOf = (status: number, code: number | null = null) =>
    translateAnswer({ status, code, headers: new Headers() }, 0).reason;
  expect(reasonOf(400, 63016)).toBe("window-closed");
  expect(reasonOf(400, 63015)).toBe("not-joined");
  expect(reasonOf(400, 21654)).toBe("trial-account");
  expect(reasonOf(400, 63003)).toBe("recipient-gone");
  expect(reasonOf(429, 63018)).toBe("rate");
  expect(reasonOf(401)).toBe("account-refused");
  expect(reasonOf(429)).toBe("rate");
  expect(reasonOf(503)).toBe("server");
  expect(reasonOf(400, 99999)).toBeNull();
  expect(translateBreak(broken("ECONNRESET"), "Twilio").reason).toBe("connection");
});

test.each(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL", "ECONNREFUSED"])(
  "a message was certainly not sent when the connection could not be opened: %s",
  (code) => {
    const error = translateBreak(broken(code), "Twilio");
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code });
  },
);

test.each(["ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"])(
  "a message may have been sent when a connection broke: %s",
  (code) => {
    expect(translateBreak(broken(code), "Twilio")).toBeInstanceOf(SendUncertain);
  },
);
