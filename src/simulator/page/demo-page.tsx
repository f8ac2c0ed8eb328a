import { useRef, useState } from "preact/hooks";
import type { SimulatorState } from "../wire.ts";
import { Drawer } from "./drawer.tsx";
import { Icon } from "../../page/components/icons.tsx";
import { ModelPanel } from "./model-panel.tsx";
import { modelName, modelPlace } from "./model-words.ts";
import { Phone } from "./phone-frame.tsx";
import { ThemeButton } from "../../page/components/theme-button.tsx";
import { useBackCloses } from "./use-back-closes.ts";
import { useSimulator } from "./use-simulator.ts";

/** Screens on which the panel covers the phone: the same as in the style sheet. */
const COVERING = "(max-width: 759px), (max-height: 499px)";

/** The whole page: the phones, and the panel with the exchanges behind them. */
export function DemoPage() {
  const { state, isConnected } = useSimulator();
  if (!state) return <p class="loading">Switching the phones on…</p>;
  return <ConnectedPage key={state.run} state={state} isConnected={isConnected} />;
}

function ConnectedPage({ state, isConnected }: { state: SimulatorState; isConnected: boolean }) {
  const { people, model } = state;
  const [active, setActive] = useState(0);
  const [selectedSid, setSelectedSid] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isChoosing, setIsChoosing] = useState(false);
  const opener = useRef<Element | null>(null);
  useBackCloses(isOpen, closeDrawer);

  function closeDrawer(): void {
    setIsOpen(false);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  }

  function activate(index: number): void {
    if (index === active) return;
    setActive(index);
    setSelectedSid(null);
  }

  function inspect(sid: string | null): void {
    setSelectedSid(sid);
    // On wide screens the panel is always visible beside the phones.
    if (!matchMedia(COVERING).matches) return;
    opener.current = document.activeElement;
    setIsOpen(true);
  }

  return (
    <div class="demo-page" data-drawer={isOpen ? "open" : "closed"}>
      <header class="topbar">
        <h1>
          <img src="/simulator/icon.svg" alt="" />
          <span>Phone simulator</span>
        </h1>
        <div class="people" role="group" aria-label="Whose phone">
          {people.map((user, index) => (
            <button
              key={user.address}
              type="button"
              aria-pressed={index === active}
              onClick={() => activate(index)}
            >
              {user.name}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="model"
          data-kind={model.kind}
          aria-haspopup="dialog"
          title={modelPlace(model)}
          onClick={() => setIsChoosing(true)}
        >
          <span>{model.kind === "script" ? "Connect a model" : modelName(model)}</span>
          <Icon name="down" />
        </button>
        <ThemeButton />
      </header>
      {!isConnected && (
        <p class="banner" role="status">
          The demo has stopped. The phones come back when it runs again.
        </p>
      )}
      {isConnected && model.problem && (
        <p class="banner" role="status">
          {model.problem}{" "}
          <button type="button" onClick={() => setIsChoosing(true)}>
            Change
          </button>
        </p>
      )}
      <main class="phones">
        {people.map((user, index) => (
          <div class="place-for-phone" key={user.address} data-active={index === active}>
            <Phone
              user={user}
              state={state}
              isConnected={isConnected}
              isActive={index === active}
              selectedSid={selectedSid}
              onActive={() => activate(index)}
              onInspect={inspect}
              onModel={() => setIsChoosing(true)}
            />
            <p class="owner">
              <b>{user.name}</b> {user.address.replace("whatsapp:", "")}
            </p>
          </div>
        ))}
      </main>
      <Drawer
        state={state}
        user={people[active]?.address ?? ""}
        name={people[active]?.name ?? ""}
        selectedSid={selectedSid}
        onSelect={setSelectedSid}
        isOpen={isOpen}
        onClose={closeDrawer}
      />
      {isChoosing && <ModelPanel model={model} onClose={() => setIsChoosing(false)} />}
    </div>
  );
}
