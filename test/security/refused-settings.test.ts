import { expect, test } from "bun:test";
import { runProgram } from "./real-server.ts";

test("a setting that is refused is named without its value", async () => {
  const { code, said } = await runProgram({
    SECRET_KEY: "canary-short",
    METRICS_TOKEN: "",
    DATABASE_URL: "postgres://canary:canary@db.example/canary",
    OPENAI_BASE_URL: "https://user:canary@models.example/v1?key=canary",
    TWILIO_API_BASE_URL: "https://user:canary@twilio.example",
    WHITELISTED_USERS: "+4915112345678,canary",
    ALLOWED_ORIGINS: "https://canary@a.example",
  });
  expect(code).toBe(78);
  expect(said).not.toMatch(/canary|4915112345678/);
});
