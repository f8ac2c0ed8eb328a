import { describe, expect, test } from "bun:test";
import {
  describeConfig,
  environment,
  loadConfig,
  secretsOf,
  type Environment,
} from "../src/config.ts";
import { ConfigError } from "../src/core/errors.ts";
import { minimal } from "./config/minimal.ts";

const production: Environment = {
  ...minimal,
  APP_ENV: "production",
  PUBLIC_URL: "https://bot.example.org",
  SECRET_KEY: "canary-secret-key-of-more-than-32-characters",
};

function faultsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe("with four settings the bot starts", () => {
  test("everything else has the default that users know", () => {
    expect(loadConfig(minimal)).toMatchObject({
      appName: "WhatsApp AI Bot",
      appEnv: "development",
      debug: false,
      logLevel: "info",
      host: "0.0.0.0",
      port: 8000,
      databaseUrl: "sqlite:///./data/whatsapp_bot.db",
      publicUrl: "http://localhost:8000",
      twilioApiBaseUrl: null,
      openaiBaseUrl: null,
      openaiApi: "responses",
      openaiModel: "gpt-6-luna",
      openaiFallbackModel: null,
      openaiTranscriptionModel: "gpt-transcribe",
      openaiTranscriptionBaseUrl: null,
      openaiTranscriptionApiKey: "canary-openai-key",
      whitelistedUsers: [],
      allowedOrigins: [],
      rateLimitMessages: 10,
      rateLimitWindowSeconds: 60,
      maxConversationHistory: 40,
      workers: 32,
      docsEnabled: true,
      metricsToken: null,
    });
  });

  test("the result cannot be changed", () => {
    const config = loadConfig({ ...minimal, WHITELISTED_USERS: "+14155550123" });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.whitelistedUsers)).toBe(true);
  });

  test("in production two more are needed, and the documentation is off", () => {
    expect(faultsOf({ ...minimal, APP_ENV: "production" })).toEqual([
      expect.stringMatching(/^PUBLIC_URL is required in production/),
      expect.stringMatching(/^SECRET_KEY is required in production.*openssl rand/),
    ]);
    expect(loadConfig(production).docsEnabled).toBe(false);
  });
});

describe("explicit settings win over defaults", () => {
  test("DEBUG lowers the level, an explicit LOG_LEVEL wins", () => {
    expect(loadConfig({ ...minimal, DEBUG: "True" }).logLevel).toBe("debug");
    expect(loadConfig({ ...minimal, DEBUG: "1", LOG_LEVEL: "ERROR" }).logLevel).toBe("error");
  });

  test("a compatible server is used through chat, needs no key and also transcribes", () => {
    const { OPENAI_API_KEY: _, ...keyless } = minimal;
    const env = { ...keyless, OPENAI_BASE_URL: "http://localhost:11434/v1/" };
    expect(loadConfig(env)).toMatchObject({
      openaiApi: "chat",
      openaiApiKey: null,
      openaiBaseUrl: "http://localhost:11434/v1",
      openaiTranscriptionBaseUrl: "http://localhost:11434/v1",
    });
    expect(loadConfig({ ...env, OPENAI_API: "responses" }).openaiApi).toBe("responses");
  });

  test("PUBLIC_URL means the same with and without its trailing slash", () => {
    for (const url of ["https://bot.example.org", "https://bot.example.org/"]) {
      expect(loadConfig({ ...minimal, PUBLIC_URL: url }).publicUrl).toBe("https://bot.example.org");
    }
    expect(loadConfig({ ...minimal, PUBLIC_URL: "https://b.example:8443" }).publicUrl).toBe(
      "https://b.example:8443",
    );
  });

  test("our number may be written with and without its scheme", () => {
    for (const number of ["+14155238886", "whatsapp:+14155238886", " +14155238886 "]) {
      const config = loadConfig({ ...minimal, TWILIO_WHATSAPP_NUMBER: number });
      expect(config.twilioWhatsappNumber).toBe("whatsapp:+14155238886");
    }
  });

  test("a time zone is accepted by each of its names, and by nothing else", () => {
    for (const name of ["UTC", "Europe/Berlin", "asia/calcutta", "US/Eastern", "+05:30"])
      expect(loadConfig({ ...minimal, TIMEZONE: name }).timezone).toBe(name);
    for (const name of ["Berlin", "+25:00", "2026-01-01T00:00[Europe/Berlin]", "local"])
      expect(faultsOf({ ...minimal, TIMEZONE: name })).toHaveLength(1);
  });

  test("the whitelist accepts numbers and username ids, each once", () => {
    const list = "+14155550123, whatsapp:+14155550123 ,DE.abc123,whatsapp:US.9,";
    expect(loadConfig({ ...minimal, WHITELISTED_USERS: list }).whitelistedUsers).toEqual([
      "whatsapp:+14155550123",
      "whatsapp:DE.abc123",
      "whatsapp:US.9",
    ]);
  });

  test("the environment wins over the file", () => {
    const home = process.env["HOME"];
    const merged = environment({ HOME: "from the file", ONLY_IN_FILE: "yes" });
    expect(merged["HOME"]).toBe(home ?? "from the file");
    expect(merged["ONLY_IN_FILE"]).toBe("yes");
  });
});

describe("faults", () => {
  test("all are reported at once, each with the expected value, the found value and the fix", () => {
    const faults = faultsOf({ PORT: "eighty", LOG_LEVEL: "loud", DATABASE_URL: "mysql://x" });
    expect(faults).toEqual([
      'LOG_LEVEL must be trace or debug or info or warning or error, but is "loud": choose one of these words',
      'PORT must be a whole number from 0 to 65535, but is "eighty": leave it out for 8000',
      expect.stringMatching(/^DATABASE_URL has the unknown scheme/),
      expect.stringMatching(/^TWILIO_ACCOUNT_SID is required: copy/),
      expect.stringMatching(/^TWILIO_AUTH_TOKEN is required: copy/),
      expect.stringMatching(/^TWILIO_WHATSAPP_NUMBER is required: copy/),
      expect.stringMatching(/^OPENAI_API_KEY is required: .*OPENAI_BASE_URL/),
    ]);
  });

  const wrong: [name: string, value: string][] = [
    ["DEBUG", "maybe"],
    ["HOST", "not a host"],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "8e3"],
    ["PUBLIC_URL", "bot.example.org"],
    ["PUBLIC_URL", "ftp://bot.example.org"],
    ["PUBLIC_URL", "https://bot.example.org/webhook"],
    ["PUBLIC_URL", "https://bot.example.org/?"],
    ["ALLOWED_ORIGINS", "https://a.example,*"],
    ["TWILIO_ACCOUNT_SID", "AC123"],
    ["TWILIO_ACCOUNT_SID", `SK${"0".repeat(32)}`],
    ["TWILIO_WHATSAPP_NUMBER", "0151 234567"],
    ["TWILIO_WHATSAPP_NUMBER", "whatsapp:+٤٩١٥١٢٣٤٥٦٧"],
    ["OPENAI_API", "completions"],
    ["OPENAI_CAPABILITIES", "vision,hearing"],
    ["OPENAI_CAPABILITIES", "none,vision"],
    ["OPENAI_MAX_TOKENS_FIELD", "tokens"],
    ["WHITELISTED_USERS", "+14155550123,Mary"],
    ["RATE_LIMIT_MESSAGES", "0"],
    ["RATE_LIMIT_WINDOW_SECONDS", "0"],
    ["MAX_CONVERSATION_HISTORY", "1.5"],
    ["WORKERS", "0"],
    ["SECRET_KEY", "short"],
    ["DATABASE_URL", "postgres://bot:pw@db"],
    ["DATABASE_POOL_SIZE", "1"],
  ];
  test.each(wrong)("%s=%s is refused", (name, value) => {
    const faults = faultsOf({ ...minimal, [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toStartWith(name);
  });

  test.each(["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_NUMBER"])(
    "%s may not be empty, blank or a placeholder: an empty token would verify forged requests",
    (name) => {
      for (const value of ["", "  ", `your_${name.toLowerCase()}`]) {
        expect(faultsOf({ ...minimal, [name]: value })).toEqual([
          expect.stringContaining(`${name} is required`),
        ]);
      }
    },
  );

  test("the example's SECRET_KEY and the development key are refused in production", () => {
    for (const key of ["generate-a-secure-random-string-here", loadConfig(minimal).secretKey]) {
      expect(faultsOf({ ...production, SECRET_KEY: key })).toHaveLength(1);
    }
  });

  test("in production Twilio's stand-in must be on this machine", () => {
    for (const far of ["https://twilio.example", "http://127.0.0.1.example"]) {
      expect(faultsOf({ ...production, TWILIO_API_BASE_URL: far })).toHaveLength(1);
    }
    for (const near of ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"]) {
      expect(faultsOf({ ...production, TWILIO_API_BASE_URL: near })).toEqual([]);
    }
  });

  test("an unreadable APP_ENV counts as production", () => {
    expect(faultsOf({ ...minimal, APP_ENV: "prod" })).toHaveLength(3);
  });
});

describe("secrets are never shown", () => {
  test("not in a fault", () => {
    const faults = faultsOf({
      ...minimal,
      SECRET_KEY: "canary-too-short",
      WHITELISTED_USERS: "+14155550123,canary",
      OPENAI_BASE_URL: "http://user:canary@host/v1?key=canary",
      DATABASE_URL: "postgres://bot:canary#@db/bot",
    }).join("\n");
    expect(faults).toContain("a text of 16 characters");
    expect(faults).toContain("wrong in entry 2");
    expect(faults).toContain('"http://***@host/v1?…"');
    expect(faults).not.toContain("canary");
  });

  test("not in the description that is logged at the start", () => {
    const config = loadConfig({
      ...production,
      WHITELISTED_USERS: "+14155550123,+14155550124",
      DATABASE_URL: "postgresql://bot:canary@db/bot",
    });
    const description = describeConfig(config);
    expect(description).toMatchObject({
      TWILIO_AUTH_TOKEN: "***",
      WHITELISTED_USERS: "*** (2)",
      METRICS_TOKEN: "not set",
      ALLOWED_ORIGINS: "none",
      PORT: "8000",
      DATABASE_URL: "postgresql://bot:***@db/bot",
    });
    expect(JSON.stringify(description)).not.toMatch(/canary|415555/);
  });

  test("and they are listed, so that the log can mask them", () => {
    const config = loadConfig({ ...minimal, DATABASE_URL: "postgresql://bot:canary-db@db/bot" });
    expect(secretsOf(config)).toEqual(
      expect.arrayContaining(["canary-auth-token", "canary-openai-key", "canary-db"]),
    );
  });
});
