import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatMessage, Exchange, FaultName, SimulatorState } from "../wire.ts";
import { actions } from "./actions.ts";
import { summary } from "./bubble.tsx";
import { ExchangeRow } from "./exchange-row.tsx";
import { Icon } from "../../page/components/icons.tsx";
import { clockTime } from "../../page/components/times.ts";

export interface DrawerProps {
  readonly state: SimulatorState;
  /** The user whose exchanges are shown. */
  readonly user: string;
  readonly name: string;
  /** The selected message; null for all of them. */
  readonly selectedSid: string | null;
  readonly onSelect: (sid: string | null) => void;
  /** True if it covers the phone, on a screen without room for both. */
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const FAULTS: readonly (readonly [FaultName, label: string, meaning: string])[] = [
  ["429", "Busy (429)", "Twilio has too many requests: the bot waits and sends again."],
  [
    "500",
    "Broken (500)",
    "Twilio fails: the bot checks whether the message was sent, then sends it again.",
  ],
  [
    "lost-response",
    "Lost answer",
    "The message is sent, but the response is lost: the bot looks it up and must not send it twice.",
  ],
  ["slow", "Slow", "Twilio takes six seconds to answer: the bot waits."],
  [
    "21654",
    "Trial account",
    "21654: a trial account may not send free text. The bot does not try again.",
  ],
  [
    "63016",
    "Window closed",
    "63016: the user’s last message is older than a day. The bot does not try again.",
  ],
];

/** The exchanges behind one phone: every webhook and call, and the switches for Twilio's faults. */
export function Drawer(props: DrawerProps) {
  const { state, user, name, selectedSid, onSelect } = props;
  const closeButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (props.isOpen) closeButton.current?.focus();
  }, [props.isOpen]);
  const selected = state.messages.find(({ sid }) => sid === selectedSid) ?? null;
  const exchanges = state.exchanges.filter((exchange) =>
    selected ? isAbout(exchange, selected) : exchange.user === user,
  );
  return (
    <aside class="drawer" aria-label="Behind the scenes">
      <header>
        <div>
          <h2>Behind the scenes</h2>
          <p>Between Twilio and the bot, for {name}</p>
        </div>
        <button
          ref={closeButton}
          type="button"
          class="plain close"
          aria-label="Close"
          onClick={props.onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <Switches on={state.faults} />
      {selected && (
        <div class="selected">
          <span>{summary(selected)}</span>
          {!selected.isFromBot && (
            <button
              type="button"
              class="small"
              title="As Twilio does when it is not sure: the bot must not answer twice"
              onClick={() => void actions.repeat(selected.sid).catch(() => {})}
            >
              <Icon name="again" /> Deliver again
            </button>
          )}
          <button type="button" class="small" onClick={() => onSelect(null)}>
            Show all
          </button>
        </div>
      )}
      <div class="exchanges">
        {exchanges.length === 0 && <p class="nothing">Nothing yet. Send a message.</p>}
        {toEpisodes(exchanges, state.messages).map((episode) => (
          <Episode key={episode[0]?.id} exchanges={episode} messages={state.messages} />
        ))}
      </div>
    </aside>
  );
}

function Switches({ on }: { readonly on: readonly FaultName[] }) {
  // What the user asked for, until the server says which faults are on: other events arrive before.
  const [asked, setAsked] = useState({ since: on, faults: on });
  const shown = asked.since === on ? asked.faults : on;

  function ask(name: FaultName, isOn: boolean): void {
    const others = shown.filter((other) => other !== name);
    setAsked({ since: on, faults: isOn ? [...others, name] : others });
    void actions.setFault(name, isOn).catch(() => setAsked({ since: on, faults: on }));
  }

  return (
    <fieldset class="faults">
      <legend>The bot's next send meets</legend>
      {FAULTS.map(([name, label, meaning]) => (
        <label key={name} title={meaning}>
          <input
            type="checkbox"
            role="switch"
            aria-description={meaning}
            checked={shown.includes(name)}
            onChange={({ currentTarget }) => ask(name, currentTarget.checked)}
          />
          {label}
        </label>
      ))}
      {FAULTS.filter(([name]) => shown.includes(name)).map(([name, , meaning]) => (
        <p key={name} class="meaning" role="status">
          {meaning}
        </p>
      ))}
    </fieldset>
  );
}

function isAbout({ about }: Exchange, { sid, nonce }: ChatMessage): boolean {
  return about !== null && (about === sid || about === nonce);
}

/**
 * Groups the exchanges from one message of the user to the next; reports stay with the send that
 * they are about.
 */
function toEpisodes(
  exchanges: readonly Exchange[],
  messages: readonly ChatMessage[],
): Exchange[][] {
  const nonces = new Map(messages.map(({ sid, nonce }) => [sid, nonce]));
  const homes = new Map<string, Exchange[]>();
  const episodes: Exchange[][] = [];
  for (const exchange of exchanges.toSorted((a, b) => a.id - b.id)) {
    const isStart = exchange.kind === "webhook" && exchange.params["SmsStatus"] === "received";
    const subject = nonces.get(exchange.about ?? "") ?? exchange.about ?? "";
    const current = homes.get(subject) ?? episodes.at(-1);
    const episode = isStart || !current ? [] : current;
    if (episode.length === 0) episodes.push(episode);
    episode.push(exchange);
    if (subject !== "") homes.set(subject, episode);
  }
  return episodes.toReversed();
}

function Episode(props: {
  readonly exchanges: readonly Exchange[];
  readonly messages: readonly ChatMessage[];
}) {
  const [first] = props.exchanges;
  if (!first) return null;
  const message = props.messages.find((sent) => isAbout(first, sent));
  return (
    <section class="episode">
      <h3>
        <span>{message ? summary(message) : "Other calls"}</span>
        <time>{clockTime(first.at)}</time>
      </h3>
      <ol>
        {props.exchanges.map((exchange) => (
          <ExchangeRow key={exchange.id} exchange={exchange} since={first.at} />
        ))}
      </ol>
    </section>
  );
}
