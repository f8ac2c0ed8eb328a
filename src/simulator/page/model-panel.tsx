import { useEffect, useRef, useState } from "preact/hooks";
import type { ModelOffer, ModelState } from "../wire.ts";
import { actions } from "./actions.ts";
import { Icon } from "../../page/components/icons.tsx";
import { modelName, modelPlace } from "./model-words.ts";
import { useOutsidePress } from "../../page/components/use-outside-press.ts";
import { useBackCloses } from "./use-back-closes.ts";

/** The choice of the model that answers: an offered one, or any server with OpenAI's API. */
export function ModelPanel(props: { readonly model: ModelState; readonly onClose: () => void }) {
  const { model, onClose } = props;
  const [problem, setProblem] = useState<string | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useBackCloses(true, onClose);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);

  function attempt(act: Promise<void>): Promise<void> {
    setProblem(null);
    return act.then(onClose).catch((error: unknown) => {
      setProblem(error instanceof Error ? error.message : String(error));
    });
  }

  return (
    <dialog
      ref={dialog}
      class="model-panel"
      aria-label="Model"
      onClose={onClose}
      {...useOutsidePress(onClose)}
    >
      <div class="inside">
        <header>
          <h2>Who answers?</h2>
          <button type="button" class="plain" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <ul>
          {model.kind === "server" && !model.offers.some(({ id }) => id === model.id) && (
            <Offer {...model} isChosen onTake={onClose} />
          )}
          {model.offers.map((offer) => (
            <Offer
              key={offer.id}
              {...offer}
              isChosen={offer.id === model.id}
              onTake={() => void attempt(actions.takeModel(offer.id))}
            />
          ))}
        </ul>
        <ServerForm onConnect={(server) => attempt(actions.connectModel(server))} />
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
      </div>
    </dialog>
  );
}

function Offer(
  props: Pick<ModelOffer, "name" | "server"> & {
    readonly kind: ModelOffer["kind"] | ModelState["kind"];
    readonly isChosen: boolean;
    readonly onTake: () => void;
  },
) {
  return (
    <li>
      <button type="button" aria-pressed={props.isChosen} onClick={props.onTake}>
        <i aria-hidden="true" />
        <span>
          <b>{modelName(props)}</b>
          <small>{modelPlace(props)}</small>
        </span>
      </button>
    </li>
  );
}

function ServerForm(props: {
  readonly onConnect: (server: {
    url: string;
    name: string | null;
    key: string | null;
  }) => Promise<void>;
}) {
  const [isBusy, setIsBusy] = useState(false);
  return (
    <form
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const read = (name: string) => {
          const value = form.get(name);
          return typeof value === "string" ? value.trim() : "";
        };
        setIsBusy(true);
        void props
          .onConnect({ url: read("url"), name: read("name") || null, key: read("key") || null })
          .finally(() => setIsBusy(false));
      }}
    >
      <h3>Your own model</h3>
      <p>Any server with OpenAI’s API: Ollama, LM Studio, llama.cpp, OpenRouter, OpenAI …</p>
      <label>
        Address
        <input
          name="url"
          type="text"
          inputMode="url"
          required
          placeholder="http://127.0.0.1:1234/v1"
        />
      </label>
      <div class="pair">
        <label>
          Model <small>optional</small>
          <input name="name" type="text" placeholder="the first it lists" />
        </label>
        <label>
          Key <small>if it needs one</small>
          {/* No password to the browser, which would offer to keep it. */}
          <input name="key" type="text" class="secret" autocomplete="off" spellcheck={false} />
        </label>
      </div>
      <div class="end">
        <small>The key is used for this run only and stored nowhere.</small>
        <button type="submit" disabled={isBusy}>
          {isBusy ? "Connecting…" : "Connect"}
        </button>
      </div>
    </form>
  );
}
