import { expect, test } from "bun:test";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { silentLogger } from "../../src/core/silent-logger.ts";
import { ACCOUNT } from "../harness.ts";
import { waitUntil } from "../wait-for.ts";

test("a bot runs its scheduled tasks once it is started, by the machine's clock", async () => {
  const config = loadConfig({
    APP_ENV: "development",
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: "sqlite:///:memory:",
    TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    TWILIO_WHATSAPP_NUMBER: ACCOUNT.number,
    OPENAI_API_KEY: "sk-test",
    CATCH_UP: "false",
  });
  let looks = 0;
  const around = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        if (name === "storedSettings") looks += 1;
        return Reflect.get(target, name);
      },
    });
  const app = await createApp(config, { log: silentLogger, around });
  const atFirst = looks;
  app.start();
  await waitUntil("the task that follows the settings", () => looks > atFirst);
  await app.stop();
  expect(looks).toBeGreaterThan(atFirst);
});
