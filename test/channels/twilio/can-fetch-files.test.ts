import { expect, test } from "bun:test";
import { choosePictureModel, chooseSpeaker } from "../../../src/app/choose-models.ts";
import { canFetchFiles } from "../../../src/channels/twilio/can-fetch-files.ts";
import { examineTwilio } from "../../../src/channels/twilio/examine.ts";
import { loadConfig } from "../../../src/config.ts";
import type { Finding } from "../../../src/core/finding.ts";
import { createCircuits } from "../../../src/core/protect-upstreams.ts";
import { silentLogger } from "../../../src/core/silent-logger.ts";
import { minimal } from "../../config/minimal.ts";

test.each([
  ["https://bot.example.org", null, true],
  ["http://bot.example.org", null, false],
  ["http://localhost:8000", null, false],
  ["http://localhost:8000", "http://127.0.0.1:4010", true],
])("from %s, with Twilio at %s, files can be fetched: %p", (publicUrl, twilioApiBaseUrl, can) => {
  expect(canFetchFiles({ publicUrl, twilioApiBaseUrl })).toBe(can);
});

test("the doctor says that no pictures are sent from an address without https, and what to do", async () => {
  const found: Record<string, Finding> = {};
  await examineTwilio({ publicUrl: "http://127.0.0.1:1" }, (check, finding) => {
    if (finding !== undefined) found[check] = finding;
  });
  expect(found["files"]).toMatchObject({
    level: "warning",
    fix: expect.stringContaining("https://"),
  });
});

test("the start warns when pictures are wanted and cannot be sent, and offers none", async () => {
  const warnings: string[] = [];
  const log = { ...silentLogger, warn: (event: string) => void warnings.push(event) };
  const config = loadConfig({ ...minimal, IMAGE_MODEL: "gpt-image-2.6-flare" });
  expect(await choosePictureModel(config, { acceptFiles: false }, log)).toBeNull();
  expect(warnings).toEqual([expect.stringMatching(/IMAGE_MODEL .* https:\/\//)]);
  expect(await choosePictureModel(config, { acceptFiles: true }, log)).not.toBeNull();
  expect(await choosePictureModel(loadConfig(minimal), { acceptFiles: false }, log)).toBeNull();
  expect(warnings).toHaveLength(1);
});

test("the start warns when answers are to be spoken and cannot be sent, and speaks none", () => {
  const warnings: string[] = [];
  const log = { ...silentLogger, warn: (event: string) => void warnings.push(event) };
  const circuits = createCircuits({ now: () => 0, after: () => () => {} });
  const speakerWith = (settings: object, acceptFiles: boolean) => {
    const config = loadConfig({ ...minimal, VOICE_REPLIES: "auto", ...settings });
    return chooseSpeaker(config, { acceptFiles }, { circuits, log });
  };
  expect(speakerWith({}, false)).toBeNull();
  expect(speakerWith({ REPLY_MODE: "twiml" }, true)).toBeNull();
  expect(warnings).toEqual([
    expect.stringMatching(/VOICE_REPLIES is auto, .* https:\/\//),
    expect.stringMatching(/VOICE_REPLIES is auto, .* REPLY_MODE=rest/),
  ]);
  expect(speakerWith({}, true)).not.toBeNull();
  expect(speakerWith({ VOICE_REPLIES: "off" }, false)).toBeNull();
  expect(warnings).toHaveLength(2);
});
