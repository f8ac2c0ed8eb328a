import type { Exchange } from "../wire.ts";
import { duration } from "../../page/components/times.ts";

/** One HTTP exchange; expanded, it shows its complete content. */
export function ExchangeRow({
  exchange,
  since,
}: {
  readonly exchange: Exchange;
  readonly since: number;
}) {
  const { kind, title, status, fault, explanation, at, durationMs } = exchange;
  const isGood = status !== null && status < 400;
  return (
    <li class="exchange" data-kind={kind} data-good={isGood}>
      <details>
        <summary>
          <span
            class="arrow"
            title={kind === "webhook" ? "Twilio calls the bot" : "The bot calls Twilio"}
          >
            {kind === "webhook" ? "→" : "←"}
          </span>
          <span class="title">
            {title}
            {fault && <em>{fault}</em>}
          </span>
          <span class="timing">
            +{duration(Math.max(0, at - since))}
            <small>{duration(durationMs)}</small>
          </span>
          <span class="code">{status ?? "cut"}</span>
        </summary>
        <Contents exchange={exchange} />
      </details>
      {explanation && <p class="explanation">{explanation}</p>}
    </li>
  );
}

function Contents({ exchange }: { readonly exchange: Exchange }) {
  const { kind, method, address, params, signature, answer } = exchange;
  return (
    <div class="contents">
      <p class="address">
        <b>{method}</b> {address}
      </p>
      <dl>
        {signature && <Row name="X-Twilio-Signature" value={signature} />}
        {Object.entries(params).map(([name, value]) => (
          <Row key={name} name={name} value={value} />
        ))}
        {answer && (
          <Row name={kind === "webhook" ? "The bot answered" : "Twilio answered"} value={answer} />
        )}
      </dl>
    </div>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
