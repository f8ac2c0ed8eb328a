import type { MessageContext } from "../../core/message.ts";
import { presentFacts, readChoice, readForm } from "../message-facts.ts";

type Params = Readonly<Record<string, string>>;

/**
 * Reads the facts beside a message's text: the ad that led to it, a form's answers, a choice from a
 * list.
 */
export function readContext(params: Params): MessageContext[] {
  const { InteractiveData, FlowData, ListTitle, ListDescription, ListId, ButtonPayload } = params;
  const answers = [InteractiveData, FlowData].flatMap((data) => data || []);
  const choice = {
    title: ListTitle,
    description: ListDescription,
    id: ListId,
    payload: ButtonPayload,
  };
  return [readAd(params), readForm(answers), readChoice(textOf(params), choice)].filter(
    (context): context is MessageContext => context !== null,
  );
}

function readAd(params: Params): MessageContext | null {
  const facts = presentFacts({
    headline: params["ReferralHeadline"],
    text: params["ReferralBody"],
    source: params["ReferralSourceType"],
    address: params["ReferralSourceUrl"],
    id: params["ReferralSourceId"],
    media: params["ReferralMediaContentType"],
  });
  return Object.keys(facts).length === 0 ? null : { kind: "ad", facts };
}

/** Returns the user's text, or the label of the chosen button or list entry. */
export function textOf({ ButtonText, Body, ListTitle }: Params): string {
  return ButtonText || Body || ListTitle || "";
}
