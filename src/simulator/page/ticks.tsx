import { TickMark } from "../../page/components/tick-mark.tsx";
import type { MessageStatus } from "../wire.ts";

const WORDS: Readonly<Record<MessageStatus, readonly [phone: string, bot: string]>> = {
  sending: ["Sending", "Accepted by Twilio"],
  sent: ["Sent", "Sent"],
  delivered: ["Delivered to the bot", "Delivered"],
  read: ["Read by the bot", "Read"],
  failed: ["Not delivered", "Not delivered"],
};

/** The state of a message, in words of its side. */
export function Ticks(props: { readonly status: MessageStatus; readonly isFromBot: boolean }) {
  const { status, isFromBot } = props;
  return <TickMark status={status} label={WORDS[status][isFromBot ? 1 : 0]} />;
}
