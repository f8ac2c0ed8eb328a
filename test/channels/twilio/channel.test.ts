import { expect, test } from "bun:test";
import { createTwilioChannel } from "../../../src/channels/twilio/channel.ts";
import { silentLogger } from "../../../src/core/silent-logger.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { ACCOUNT } from "../../harness.ts";

test("an operator's bot sends files only from where Twilio can fetch them", () => {
  const media = (publicUrl: string, twilioApiBaseUrl: string | null) =>
    createTwilioChannel(
      {
        twilioAccountSid: ACCOUNT.accountSid,
        twilioAuthToken: ACCOUNT.authToken,
        twilioWhatsappNumber: ACCOUNT.number,
        twilioDeleteMedia: false,
        twilioApiBaseUrl,
        publicUrl,
        reminderTemplate: null,
        replyMode: "rest",
      },
      { clock: systemClock, log: silentLogger },
    ).capabilities.media;
  expect(media("https://bot.example.org", null)).toBe("fetched");
  expect(media("http://bot.example.org", null)).toBeNull();
  expect(media("http://127.0.0.1:1", "http://127.0.0.1:2")).toBe("fetched");
});
