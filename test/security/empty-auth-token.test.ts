import { expect, test } from "bun:test";
import { runProgram } from "./real-server.ts";

// An empty token is a key that is publicly known: anything signed with it would pass.
test.each(["", "   ", "your_twilio_auth_token"])(
  "with TWILIO_AUTH_TOKEN=%p the program ends with exit code 78 before it listens",
  async (token) => {
    const { code, said } = await runProgram({ TWILIO_AUTH_TOKEN: token });
    expect(code).toBe(78);
    expect(said).toContain("TWILIO_AUTH_TOKEN is required");
    expect(said).not.toContain("ready");
  },
);
