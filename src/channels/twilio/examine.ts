import { callPublicUrl } from "../../core/call-public-url.ts";
import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";
import { formatSpan } from "../../core/format-span.ts";
import { silentLogger } from "../../core/silent-logger.ts";
import { systemClock } from "../../core/system-clock.ts";
import type { ReportFinding } from "../channel-operator.ts";
import type { AccountDeps } from "./account.ts";
import type { TwilioChannelSettings } from "./channel.ts";
import { canFetchFiles } from "./can-fetch-files.ts";
import { checkAccount, checkNumber } from "./check-account.ts";
import { signRequest } from "./sign-request.ts";

/** Twilio's dates have whole seconds, and a response takes time. */
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * Checks the account, the number, this machine's clock and that our webhook accepts Twilio's
 * signature.
 */
export async function examineTwilio(
  settings: Partial<TwilioChannelSettings>,
  tell: ReportFinding,
): Promise<void> {
  await examineAccount(settings, tell);
  tell("signature", await checkSignature(settings));
  tell("files", checkFiles(settings));
}

/** Checks whether pictures and other files can be sent. */
function checkFiles({ publicUrl, twilioApiBaseUrl }: Partial<TwilioChannelSettings>): Finding {
  if (publicUrl === undefined) return skipped("PUBLIC_URL cannot be read");
  if (canFetchFiles({ publicUrl, twilioApiBaseUrl })) {
    return ok("Twilio fetches pictures and other files from PUBLIC_URL");
  }
  return warning(
    `no pictures or other files are sent, because Twilio fetches them over https and PUBLIC_URL is ${publicUrl}`,
    "set PUBLIC_URL to an https:// address",
  );
}

async function examineAccount(
  settings: Partial<TwilioChannelSettings>,
  tell: ReportFinding,
): Promise<void> {
  const { twilioAccountSid, twilioAuthToken, twilioWhatsappNumber, publicUrl } = settings;
  if (twilioAccountSid === undefined || twilioAuthToken === undefined) {
    tell("twilio account", skipped("TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN cannot be read"));
    tell("twilio number", skipped("the account cannot be queried"));
    tell("clock", checkClock(null));
    return;
  }
  const deps: AccountDeps = {
    accountSid: twilioAccountSid,
    authToken: twilioAuthToken,
    apiBaseUrl: settings.twilioApiBaseUrl ?? null,
    clock: systemClock,
    log: silentLogger,
  };
  const { finding, account } = await checkAccount(deps);
  tell("twilio account", finding);
  const webhookUrl = publicUrl === undefined ? null : `${publicUrl}/webhook`;
  tell(
    "twilio number",
    twilioWhatsappNumber === undefined || account === null
      ? skipped("the account or the number cannot be read")
      : await checkNumber(twilioWhatsappNumber, webhookUrl, deps),
  );
  tell("clock", checkClock(account?.clockOffsetMs ?? null));
}

/**
 * Checks whether this machine's clock agrees with Twilio's; null means that Twilio sent no date.
 */
function checkClock(offsetMs: number | null): Finding {
  if (offsetMs === null) return skipped("Twilio, whose clock it is compared with, did not answer");
  if (Math.abs(offsetMs) <= CLOCK_TOLERANCE_MS) return ok("agrees with Twilio's");
  const direction = offsetMs > 0 ? "behind" : "ahead of";
  return warning(
    `${formatSpan(Math.abs(offsetMs))} ${direction} Twilio's`,
    "switch time synchronisation on: timedatectl set-ntp true",
  );
}

/**
 * Checks whether a signature over PUBLIC_URL is valid at the server. The signed form is empty: it
 * proves the signature (any answer but 403), is refused as incomplete (400), so that nothing is
 * stored, and contains nothing that an observer could rearrange.
 */
async function checkSignature({
  publicUrl,
  twilioAuthToken,
}: Partial<TwilioChannelSettings>): Promise<Finding> {
  if (publicUrl === undefined) return skipped("PUBLIC_URL cannot be read");
  if (twilioAuthToken === undefined) return skipped("TWILIO_AUTH_TOKEN cannot be read");
  const url = `${publicUrl}/webhook`;
  const answer = await callPublicUrl(publicUrl, "/webhook", {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": signRequest(twilioAuthToken, url, {}),
    },
  });
  if (!(answer instanceof Response)) return answer;
  if (answer.status === 400) return ok(`${url} accepts a signature made as Twilio makes it`);
  if (answer.status === 403) {
    return fault(
      `${url} refuses a signature made with these settings`,
      "the server at that address runs with another PUBLIC_URL or TWILIO_AUTH_TOKEN: restart it; its log names the setting",
    );
  }
  if (answer.status >= 300 && answer.status < 400) {
    return fault(
      `${url} redirects to ${answer.headers.get("location") ?? "nowhere"}, and Twilio's POST would be lost`,
      "set PUBLIC_URL to the address that it redirects to",
    );
  }
  return fault(
    `${url} answers with ${answer.status}, which is not the bot's answer`,
    "check what the proxy or tunnel forwards to, and that it lets POST pass",
  );
}
