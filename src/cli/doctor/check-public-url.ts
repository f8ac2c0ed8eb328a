import type { Config } from "../../config.ts";
import { signRequest } from "../../channels/twilio/sign-request.ts";
import { fault, type Finding, ok, skipped, warning } from "./finding.ts";

const PATIENCE_MS = 10_000;
const PRIVATE_HOST =
  /^(localhost|.+\.(local|internal|lan)|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cd]|fe80))/i;

/** Whether the address is one that Twilio can call, and this server answers there, seen from here. */
export async function checkReach({ publicUrl, appName }: Partial<Config>): Promise<Finding> {
  if (publicUrl === undefined) return skipped("PUBLIC_URL cannot be read");
  const { protocol, hostname } = new URL(publicUrl);
  if (PRIVATE_HOST.test(hostname)) {
    return fault(
      `${publicUrl} is an address of this machine or its network: Twilio cannot reach it`,
      "set PUBLIC_URL to your domain, or to what cloudflared or ngrok prints",
    );
  }
  const answer = await ask(`${publicUrl}/`);
  if (typeof answer === "string") return unreachable(publicUrl, answer);
  const said = (await answer.text()).slice(0, 1_000);
  if (!answer.ok || !said.includes(JSON.stringify(appName))) {
    return fault(
      `${publicUrl} answers with ${answer.status}, but not as this bot`,
      "start the bot, and check what the proxy or tunnel forwards to",
    );
  }
  if (protocol === "http:") {
    return warning(
      `${publicUrl} answers, but without TLS`,
      "use https: what people write is private",
    );
  }
  return ok(`${publicUrl} answers, seen from this machine`);
}

/**
 * Whether a signature over PUBLIC_URL passes all the way to the server. The form that is signed is
 * empty: it proves the signature (another answer than 403), is refused for what it lacks (400), so
 * that nothing is stored, and there is nothing in it that somebody who sees it could rearrange.
 */
export async function checkSignature({
  publicUrl,
  twilioAuthToken,
}: Partial<Config>): Promise<Finding> {
  if (publicUrl === undefined) return skipped("PUBLIC_URL cannot be read");
  if (twilioAuthToken === undefined) return skipped("TWILIO_AUTH_TOKEN cannot be read");
  const url = `${publicUrl}/webhook`;
  const answer = await ask(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": signRequest(twilioAuthToken, url, {}),
    },
  });
  if (typeof answer === "string") return unreachable(publicUrl, answer);
  if (answer.status === 400) return ok(`${url} believes what is signed as Twilio signs`);
  if (answer.status === 403) {
    return fault(
      `${url} refuses a signature made with these settings`,
      "the server there runs with another PUBLIC_URL or TWILIO_AUTH_TOKEN: restart it; its log names the setting",
    );
  }
  if (answer.status >= 300 && answer.status < 400) {
    return fault(
      `${url} redirects to ${answer.headers.get("location") ?? "nowhere"}, and Twilio's POST would be lost`,
      "set PUBLIC_URL to the address that it redirects to",
    );
  }
  return fault(
    `${url} answers with ${answer.status}, which is not the bot's word`,
    "check what the proxy or tunnel forwards to, and that it lets POST pass",
  );
}

async function ask(url: string, init: RequestInit = {}): Promise<Response | string> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await fetch(url, { ...init, redirect: "manual", signal });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    return code ?? (error instanceof Error ? error.message : String(error));
  }
}

function unreachable(publicUrl: string, why: string): Finding {
  return fault(
    `${publicUrl} cannot be reached from here: ${why}`,
    "start the bot and its proxy or tunnel; check DNS entry, certificate and firewall",
  );
}
