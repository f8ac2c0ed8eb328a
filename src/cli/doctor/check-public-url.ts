import type { Config } from "../../config.ts";
import { callPublicUrl } from "../../core/call-public-url.ts";
import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";

const PRIVATE_HOST =
  /^(localhost|.+\.(local|internal|lan)|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cd]|fe80))/i;

/**
 * Checks that a messenger can call the address, and that this server answers there as seen from
 * here.
 */
export async function checkReach({ publicUrl, appName }: Partial<Config>): Promise<Finding> {
  if (publicUrl === undefined) return skipped("PUBLIC_URL cannot be read");
  const { protocol, hostname } = new URL(publicUrl);
  if (PRIVATE_HOST.test(hostname)) {
    return fault(
      `${publicUrl} is an address of this machine or its network: no messenger can reach it`,
      "set PUBLIC_URL to your domain, or to what cloudflared or ngrok prints",
    );
  }
  const answer = await callPublicUrl(publicUrl, "/");
  if (!(answer instanceof Response)) return answer;
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
      "use https: users' messages are private",
    );
  }
  return ok(`${publicUrl} answers, seen from this machine`);
}
