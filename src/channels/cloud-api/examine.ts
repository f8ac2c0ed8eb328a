import { callPublicUrl } from "../../core/call-public-url.ts";
import { fault, type Finding, ok, skipped } from "../../core/finding.ts";
import { silentLogger } from "../../core/silent-logger.ts";
import { systemClock } from "../../core/system-clock.ts";
import type { ReportFinding } from "../channel-operator.ts";
import type { GraphDeps } from "./call-graph.ts";
import type { CloudApiChannelSettings } from "./channel.ts";
import { checkNumber, checkPayment, checkSubscription, checkToken } from "./check-account.ts";
import { cloudApiSettings } from "./settings.ts";
import { signBody } from "./verify-signature.ts";
import { verifyTokenOf } from "./verify-token.ts";
import { WEBHOOK_PATH } from "./webhook-path.ts";

type Settings = Partial<CloudApiChannelSettings>;

/** Checks the token, the number, its account, and that our webhook accepts what Meta sends. */
export async function examineCloudApi(settings: Settings, tell: ReportFinding): Promise<void> {
  await examineAccount(settings, tell);
  tell("signature", await checkSignature(settings));
  tell("verify token", await checkVerification(settings));
}

async function examineAccount(settings: Settings, tell: ReportFinding): Promise<void> {
  const { whatsappAccessToken, whatsappPhoneNumberId } = settings;
  if (whatsappAccessToken == null || whatsappPhoneNumberId == null) {
    const why = "WHATSAPP_ACCESS_TOKEN or WHATSAPP_PHONE_NUMBER_ID cannot be read";
    tell("meta token", skipped(why));
    tell("meta number", skipped(why));
    return;
  }
  const deps: GraphDeps = {
    accessToken: whatsappAccessToken,
    apiVersion: settings.whatsappApiVersion ?? cloudApiSettings.whatsappApiVersion.default,
    apiBaseUrl: settings.whatsappApiBaseUrl ?? null,
    clock: systemClock,
    log: silentLogger,
  };
  const { finding, token } = await checkToken(deps);
  tell("meta token", finding);
  const found = await checkNumber(whatsappPhoneNumberId, deps);
  tell("meta number", found.finding);
  tell("payment", checkPayment(found.number));
  const accountId = found.number?.accountId ?? token?.accountIds[0] ?? null;
  tell("subscription", await checkSubscription(accountId, deps));
}

/** Checks whether a signature is valid at the server, with an empty batch: nothing is stored. */
async function checkSignature({ publicUrl, whatsappAppSecret }: Settings): Promise<Finding> {
  if (publicUrl === undefined) return skipped("PUBLIC_URL cannot be read");
  if (whatsappAppSecret == null) return skipped("WHATSAPP_APP_SECRET cannot be read");
  const body = new TextEncoder().encode('{"object":"whatsapp_business_account","entry":[]}');
  const url = publicUrl + WEBHOOK_PATH;
  const answer = await callPublicUrl(publicUrl, WEBHOOK_PATH, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-hub-signature-256": signBody(body, whatsappAppSecret),
    },
    body,
  });
  if (!(answer instanceof Response)) return answer;
  if (answer.status === 200) return ok(`${url} accepts a signature made as Meta makes it`);
  if (answer.status === 403) {
    return fault(
      `${url} refuses a signature made with these settings`,
      "the server at that address runs with another WHATSAPP_APP_SECRET: restart it; or a proxy changes the body",
    );
  }
  if (answer.status === 404) {
    return fault(
      `${url} is not found`,
      "the server at that address runs without the WHATSAPP_ settings: restart it",
    );
  }
  return fault(
    `${url} answers with ${answer.status}, which is not the bot's answer`,
    "check what the proxy or tunnel forwards to, and that it lets POST pass",
  );
}

/** Checks the question with which Meta verifies a webhook. */
async function checkVerification(settings: Settings): Promise<Finding> {
  const { publicUrl, whatsappAppSecret, whatsappVerifyToken = null } = settings;
  if (publicUrl === undefined) return skipped("PUBLIC_URL cannot be read");
  if (whatsappAppSecret == null) return skipped("WHATSAPP_APP_SECRET cannot be read");
  const token = verifyTokenOf({ whatsappAppSecret, whatsappVerifyToken });
  const challenge = String(crypto.getRandomValues(new Uint32Array(1))[0]);
  const query = new URLSearchParams({
    "hub.mode": "subscribe",
    "hub.verify_token": token,
    "hub.challenge": challenge,
  });
  const answer = await callPublicUrl(publicUrl, `${WEBHOOK_PATH}?${query.toString()}`);
  if (!(answer instanceof Response)) return answer;
  const isEchoed = answer.status === 200 && (await answer.text()) === challenge;
  return isEchoed
    ? ok(`Meta's page takes ${publicUrl}${WEBHOOK_PATH} with the verify token ${token}`)
    : fault(
        `${publicUrl}${WEBHOOK_PATH} does not know the verify token of these settings`,
        "restart the server at that address with these settings",
      );
}
