import { Icon } from "./icons.tsx";

type Status = "held" | "sending" | "sent" | "delivered" | "read" | "failed";

/** The state of a message: a clock, one tick, two ticks, two bright ticks, or a warning. */
export function TickMark(props: { readonly status: Status; readonly label: string }) {
  const { status, label } = props;
  return (
    <span class="ticks" data-status={status} role="img" aria-label={label} title={label}>
      <Mark status={status} />
    </span>
  );
}

function Mark({ status }: { readonly status: Status }) {
  switch (status) {
    case "held":
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
