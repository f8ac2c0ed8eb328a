import type { MessageStatus } from "../wire.ts";
import { Icon } from "./icons.tsx";

const WORDS: Readonly<Record<MessageStatus, readonly [phone: string, bot: string]>> = {
  sending: ["Sending", "Accepted by Twilio"],
  sent: ["Sent", "Sent"],
  delivered: ["Delivered to the bot", "Delivered"],
  read: ["Read by the bot", "Read"],
  failed: ["Not delivered", "Not delivered"],
};

/** The state of a message: a clock, one tick, two ticks, two bright ticks, or a warning. */
export function Ticks(props: { readonly status: MessageStatus; readonly isFromBot: boolean }) {
  const { status, isFromBot } = props;
  const label = WORDS[status][isFromBot ? 1 : 0];
  return (
    <span class="ticks" data-status={status} role="img" aria-label={label} title={label}>
      <Mark status={status} />
    </span>
  );
}

function Mark({ status }: { readonly status: MessageStatus }) {
  switch (status) {
    case "sending":
      return <Icon name="clock" />;
    case "failed":
      return <Icon name="alert" />;
    case "sent":
      return <Drawn path="M4.500 9.500l3.800 3.800L17 4.500" />;
    case "delivered":
    case "read":
      return <Drawn path="M1 9.500l3.800 3.800L13.500 4.500 M9.300 13.200 18 4.500" />;
  }
}

function Drawn({ path }: { readonly path: string }) {
  return (
    <svg viewBox="0 0 19 17" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
