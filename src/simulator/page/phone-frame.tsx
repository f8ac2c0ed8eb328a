import { useEffect, useState } from "preact/hooks";
import type { User, SimulatorState } from "../wire.ts";
import { actions } from "./actions.ts";
import { ChatLog } from "./chat-log.tsx";
import { Composer } from "./composer.tsx";
import { Icon } from "../../page/components/icons.tsx";
import { modelSentence } from "./model-words.ts";
import { clockTime } from "../../page/components/times.ts";

export interface PhoneProps {
  readonly user: User;
  readonly state: SimulatorState;
  readonly isConnected: boolean;
  readonly isActive: boolean;
  readonly selectedSid: string | null;
  readonly onActive: () => void;
  readonly onInspect: (sid: string | null) => void;
  readonly onModel: () => void;
}

const SUGGESTIONS: Readonly<Record<string, readonly string[]>> = {
  en: ["Hello! What can you do?", "Tell me a joke", "Tell me a long story"],
  es: ["¡Hola! ¿Qué puedes hacer?", "Cuéntame un chiste", "Cuéntame una historia larga"],
  pt: ["Olá! O que você pode fazer?", "Conte uma piada", "Conte uma longa história"],
};

/** One user's phone with its one chat. */
export function Phone(props: PhoneProps) {
  const { user, state, isConnected, isActive } = props;
  const [quotedSid, setQuotedSid] = useState<string | null>(null);
  const messages = state.messages.filter((message) => message.user === user.address);
  const isTyping = useIsPending(state.typing[user.address] ?? 0);
  const status = isTyping ? "typing…" : isConnected ? "online" : "connecting…";
  return (
    <section
      class="phone"
      aria-label={`${user.name}'s phone`}
      data-active={isActive}
      onFocusCapture={props.onActive}
      onPointerDownCapture={props.onActive}
    >
      <div class="status-bar" aria-hidden="true">
        <Now />
        <span class="island" />
        <span class="signals">
          <i class="bars" />
          <i class="battery" />
        </span>
      </div>
      <header class="chat-header">
        <span class="avatar" aria-hidden="true">
          {state.botName.slice(0, 1)}
        </span>
        <div class="who">
          <h2>{state.botName}</h2>
          <p data-status={status}>{status}</p>
        </div>
        <button
          type="button"
          class="plain"
          aria-label="Behind the scenes"
          title="Behind the scenes"
          onClick={() => props.onInspect(null)}
        >
          <Icon name="pulse" />
        </button>
      </header>
      <ChatLog
        messages={messages}
        bot={state.botName}
        isTyping={isTyping}
        selectedSid={props.selectedSid}
        greeting={<Greeting {...props} isNew={messages.length === 0} />}
        onQuote={setQuotedSid}
        onInspect={props.onInspect}
      />
      <Composer
        user={user.address}
        bot={state.botName}
        quoted={messages.find(({ sid }) => sid === quotedSid) ?? null}
        onQuoted={() => setQuotedSid(null)}
      />
    </section>
  );
}

function Greeting(props: PhoneProps & { readonly isNew: boolean }) {
  const { user, state, isNew } = props;
  const { model } = state;
  const [language = ""] = navigator.language.split("-");
  const suggestions = SUGGESTIONS[language] ?? SUGGESTIONS["en"] ?? [];
  const local = model.offers.find(({ kind }) => kind === "ollama");
  return (
    <div class="greeting">
      <p>
        {modelSentence(model)}{" "}
        <button type="button" onClick={props.onModel}>
          {model.kind === "script" ? "Connect a model" : "Change"}
        </button>
      </p>
      {local && model.kind === "script" && (
        <p>
          Ollama is running on this machine.{" "}
          <button type="button" onClick={() => void actions.takeModel(local.id).catch(() => {})}>
            Answer with {local.name}
          </button>
        </p>
      )}
      {isNew && (
        <div class="suggestions">
          {suggestions.map((body) => (
            <button
              key={body}
              type="button"
              onClick={() =>
                void actions.sendText({ user: user.address, body, quotedSid: null }).catch(() => {})
              }
            >
              {body}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function Now() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return <span>{clockTime(now)}</span>;
}

/** Returns whether a time is in the future; rerenders with false when it comes. */
function useIsPending(until: number): boolean {
  const [, setTick] = useState(0);
  useEffect(() => {
    const left = until - Date.now();
    if (left <= 0) return;
    const timer = setTimeout(() => setTick((tick) => tick + 1), left);
    return () => clearTimeout(timer);
  }, [until]);
  return until > Date.now();
}
