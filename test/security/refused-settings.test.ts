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
  const refused = ["SECRET_KEY", "OPENAI_BASE_URL", "TWILIO_API_BASE_URL"];
  for (const name of [...refused, "WHITELISTED_USERS", "ALLOWED_ORIGINS"]) {
    expect(said).toContain(`${name} must be`);
  }
  expect(said).not.toMatch(/canary|4915112345678/);
});
