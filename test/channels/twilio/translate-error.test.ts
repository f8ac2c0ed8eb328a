import { expect, test } from "bun:test";
import { SendUncertain, TransientError } from "../../../src/core/errors.ts";
import { translateBreak } from "../../../src/channels/twilio/translate-error.ts";

const broken = (code: string) => Object.assign(new TypeError("fetch failed"), { code });

test.each(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL", "ECONNREFUSED"])(
  "a message was certainly not sent when the connection could not be opened: %s",
  (code) => {
    const error = translateBreak(broken(code));
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code });
  },
);

test.each(["ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"])(
  "a message may have been sent when a connection broke: %s",
  (code) => {
    expect(translateBreak(broken(code))).toBeInstanceOf(SendUncertain);
  },
);
