import { describe, expect, test } from "bun:test";
import { startWarnings } from "../../src/cli/start-warnings.ts";
import { type Environment, loadConfig } from "../../src/config.ts";
import { minimal } from "../config/minimal.ts";

const warningsFor = (settings: Environment) =>
  startWarnings(loadConfig({ ...minimal, ...settings }), Date.UTC(2026, 10, 22));

describe("a setting that is allowed but hardly intended gets a warning", () => {
  test("open access", () => {
    expect(warningsFor({})).toEqual([expect.stringMatching(/anyone who knows the number/)]);
  });

  test("a public address without encryption in production", () => {
    const listed = { WHITELISTED_USERS: "+14155550123", SECRET_KEY: "k".repeat(32) };
    const production = { ...listed, APP_ENV: "production" };
    expect(warningsFor({ ...production, PUBLIC_URL: "http://bot.example.org" })).toEqual([
      expect.stringMatching(/PUBLIC_URL is http:\/\/bot\.example\.org, without encryption/),
    ]);
    expect(warningsFor({ ...production, PUBLIC_URL: "https://bot.example.org" })).toEqual([]);
  });

  test("a database elsewhere, without encryption", () => {
    const warned = (url: string) =>
      warningsFor({ WHITELISTED_USERS: "+14155550123", DATABASE_URL: url });
    expect(warned("postgres://bot:secret@db.example.org/bot")).toEqual([
      expect.stringMatching(/the connection to db\.example\.org is not encrypted/),
    ]);
    for (const near of ["postgres", "localhost", "10.0.0.7:5432", "172.20.1.1", "[::1]"]) {
      expect(warned(`postgres://bot:secret@${near}/bot`)).toEqual([]);
    }
    expect(warned("postgres://bot:secret@db.example.org/bot?sslmode=require")).toEqual([]);
  });

  test("a model that OpenAI retires, with its successor", () => {
    const listed = { WHITELISTED_USERS: "+14155550123" };
    expect(warningsFor(listed)).toEqual([]);
    expect(warningsFor({ ...listed, OPENAI_MODEL: "gpt-4-turbo-preview" })).toEqual([
      expect.stringMatching(/gpt-4-turbo-preview was shut down .* use gpt-6-luna/),
    ]);
    expect(warningsFor({ ...listed, OPENAI_TRANSCRIPTION_MODEL: "whisper-1" })).toEqual([
      expect.stringMatching(/whisper-1 will be shut down .* use gpt-transcribe/),
    ]);
    const voice = { ...listed, PUBLIC_URL: "https://bot.example.org", VOICE_REPLIES: "auto" };
    expect(warningsFor(voice)).toEqual([]);
    expect(warningsFor({ ...voice, OPENAI_SPEECH_MODEL: "tts-1" })).toEqual([
      expect.stringMatching(/tts-1 will be shut down on 2027-01-06: use gpt-audio-1.5 with/),
    ]);
    expect(warningsFor({ ...listed, OPENAI_SPEECH_MODEL: "tts-1" })).toEqual([]);
    const elsewhere = { OPENAI_BASE_URL: "http://localhost:1/v1", OPENAI_MODEL: "gpt-4o" };
    expect(warningsFor({ ...listed, ...elsewhere })).toEqual([]);
  });
});
