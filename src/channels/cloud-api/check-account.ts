import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";
import { findingOf } from "../failed-call.ts";
import { explainCode } from "../whatsapp-json/error-codes.ts";
import {
  fetchNumber,
  fetchToken,
  listSubscribedApps,
  type NumberFacts,
  type TokenFacts,
} from "./account.ts";
import type { GraphDeps } from "./call-graph.ts";

const NEEDED = ["whatsapp_business_messaging", "whatsapp_business_management"];
const DAY_MS = 24 * 60 * 60_000;
/** Codes of a health report that are about billing. */
const PAYMENT_CODES: ReadonlySet<string> = new Set(["131042", "141006"]);

/** Checks whether Meta accepts the token, for how long and for what. */
export async function checkToken(
  deps: GraphDeps,
): Promise<{ readonly finding: Finding; readonly token: TokenFacts | null }> {
  try {
    const token = await fetchToken(deps);
    return { finding: judgeToken(token, deps.clock.now()), token };
  } catch (error) {
    return { finding: failureOf(error), token: null };
  }
}

function judgeToken({ isValid, expiresAt, scopes }: TokenFacts, now: number): Finding {
  const renew =
    "create a permanent token of a system user in Meta's Business Settings, and set WHATSAPP_ACCESS_TOKEN to it";
  if (!isValid) return fault("the access token is not valid", renew);
  const missing = NEEDED.filter((scope) => !scopes.includes(scope));
  if (scopes.length > 0 && missing.length > 0) {
    return fault(
      `the access token lacks ${missing.join(" and ")}`,
      `create one with ${NEEDED.join(" and ")}`,
    );
  }
  if (expiresAt === null) return ok("the access token is valid and permanent");
  const days = Math.max(0, Math.floor((expiresAt - now) / DAY_MS));
  return warning(`the access token expires in ${days} days, and answers end then`, renew);
}

/** Checks the number and what limits it. */
export async function checkNumber(
  phoneNumberId: string,
  deps: GraphDeps,
): Promise<{ readonly finding: Finding; readonly number: NumberFacts | null }> {
  try {
    const number = await fetchNumber(phoneNumberId, deps);
    return { finding: judgeNumber(number), number };
  } catch (error) {
    return { finding: failureOf(error), number: null };
  }
}

function judgeNumber({ displayNumber, name, quality, canSend, problems }: NumberFacts): Finding {
  const named = `${displayNumber || "the number"}${name === "" ? "" : ` (${name})`}`;
  const others = problems.filter(({ code }) => !PAYMENT_CODES.has(code));
  const reasons = others.map(({ code, text }) => `${text} (${code})`).join("; ");
  const state = `${named} can send: ${canSend.toLowerCase()}${reasons === "" ? "" : `: ${reasons}`}`;
  const remedy =
    "open WhatsApp Manager, Phone numbers: business.facebook.com/wa/manage/phone-numbers";
  if (canSend === "BLOCKED" && others.length > 0) return fault(state, remedy);
  if (canSend === "LIMITED" && others.length > 0) return warning(state, remedy);
  if (quality === "RED") return warning(`${named} has the quality rating RED`, remedy);
  return ok(`${named} belongs to this token`);
}

/** Checks whether Meta knows how to bill the account; its report names a missing payment method. */
export function checkPayment(number: NumberFacts | null): Finding {
  if (number === null) return skipped("the number cannot be read");
  const problem = number.problems.find(({ code }) => PAYMENT_CODES.has(code));
  if (problem !== undefined) {
    return fault(
      `Meta reports a problem with the payment (${problem.code}): answers are not delivered`,
      "add a payment method: business.facebook.com/billing_hub",
    );
  }
  if (number.canSend === "") return skipped("Meta did not report the state of the account");
  return ok("Meta reports no problem with the payment method");
}

/** Checks whether an app receives the webhooks of the number's account. */
export async function checkSubscription(
  accountId: string | null,
  deps: GraphDeps,
): Promise<Finding> {
  if (accountId === null) return skipped("Meta did not name the WhatsApp account of the number");
  try {
    const apps = await listSubscribedApps(accountId, deps);
    return apps.length > 0
      ? ok(`${apps.join(", ")} receives the webhooks of the account`)
      : fault(
          "no app receives the webhooks of the account: messages do not arrive",
          "run setup again and agree to the subscription, or use the app's page WhatsApp, Configuration",
        );
  } catch (error) {
    return failureOf(error);
  }
}

const failureOf = (error: unknown) => findingOf(error, explainCode, "metastatus.com");
