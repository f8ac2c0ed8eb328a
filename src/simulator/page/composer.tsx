import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatMessage, Place } from "../wire.ts";
import { actions, type Outgoing } from "./actions.ts";
import { AttachMenu } from "./attach-menu.tsx";
import { summary } from "./bubble.tsx";
import { EmojiPanel } from "./emoji-panel.tsx";
import { FilePreview } from "./file-preview.tsx";
import { Icon } from "../../page/components/icons.tsx";
import { PlaceForm } from "./place-form.tsx";
import { playTime } from "../../page/components/times.ts";
import { useRecorder } from "./use-recorder.ts";

export interface ComposerProps {
  readonly user: string;
  readonly bot: string;
  readonly quoted: ChatMessage | null;
  readonly onQuoted: () => void;
}

type Panel = "emoji" | "attach" | "place" | null;

const MAX_BODY_LENGTH = 1600;

/** The area in which the user writes, attaches, records and sends. */
export function Composer({ user, bot, quoted, onQuoted }: ComposerProps) {
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [panel, setPanel] = useState<Panel>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const recorder = useRecorder();
  const field = useRef<HTMLTextAreaElement>(null);
  const attachButton = useRef<HTMLButtonElement>(null);
  const isFile = file !== null && !/^(?:image|video)\//.test(file.type);
  const canSend = text.trim() !== "" || file !== null;

  useEffect(() => {
    if (quoted) field.current?.focus();
  }, [quoted?.sid]);

  function dispatch(
    send: (message: Outgoing) => Promise<void>,
    body: string,
    giveBack = () => {},
  ): void {
    send({ user, body, quotedSid: quoted?.sid ?? null })
      .then(() => setProblem(null))
      .catch((error: unknown) => {
        complain(error);
        giveBack();
      });
    onQuoted();
    setPanel(null);
  }

  function complain(error: unknown): void {
    setProblem(error instanceof Error ? error.message : String(error));
  }

  function submit(): void {
    if (!canSend) return;
    if (file) {
      // A document's text is its name, so the text beside it is sent first.
      if (isFile && text.trim() !== "") dispatch(actions.sendText, text);
      const body = file.type.startsWith("audio/") ? "" : isFile ? file.name : text;
      const giveBack = () => setFile((chosen) => chosen ?? file);
      dispatch((message) => actions.sendFile(message, file), body, giveBack);
    } else {
      dispatch(actions.sendText, text, () => setText((written) => written || text));
    }
    setText("");
    setFile(null);
    field.current?.focus();
  }

  function sendPlace(place: Place): void {
    dispatch((message) => actions.sendPlace(message, place), "");
    attachButton.current?.focus();
  }

  async function sendRecording(): Promise<void> {
    const voice = await recorder.finish();
    if (voice) dispatch((message) => actions.sendFile(message, voice), "");
  }

  function attach(chosen: File | undefined): void {
    setPanel(null);
    if (!chosen) return;
    setFile(chosen);
    field.current?.focus();
  }

  function insert(emoji: string): void {
    const { current } = field;
    if (!current) return;
    // In the field itself, which keeps its place in the text.
    current.setRangeText(emoji, current.selectionStart, current.selectionEnd, "end");
    setText(current.value);
  }

  /** Returns the focus to the button that opened the panel. */
  function closePanel(): void {
    (panel === "emoji" ? field : attachButton).current?.focus();
    setPanel(null);
  }

  function toggle(wanted: Panel): void {
    setPanel(panel === wanted ? null : wanted);
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        if (panel === null) onQuoted();
        else closePanel();
      }}
    >
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {panel === "emoji" && <EmojiPanel onPick={insert} />}
      {panel === "attach" && <AttachMenu onPick={attach} onPlace={() => setPanel("place")} />}
      {panel === "place" && <PlaceForm onSend={sendPlace} />}
      {quoted && (
        <div class="quoting">
          <div class="quote">
            <b>{quoted.isFromBot ? bot : "You"}</b>
            <span>{summary(quoted)}</span>
          </div>
          <button type="button" aria-label="Do not quote" onClick={onQuoted}>
            <Icon name="close" />
          </button>
        </div>
      )}
      {file && <FilePreview file={file} onRemove={() => setFile(null)} />}
      {recorder.seconds === null ? (
        <div class="line">
          <button
            type="button"
            ref={attachButton}
            class="round"
            aria-label="Attach"
            aria-expanded={panel === "attach" || panel === "place"}
            onClick={() => (panel === "place" ? closePanel() : toggle("attach"))}
          >
            <Icon name="plus" />
          </button>
          <div class="field">
            <textarea
              ref={field}
              rows={1}
              maxLength={MAX_BODY_LENGTH}
              placeholder={file ? "Add a word" : "Message"}
              aria-label="Message"
              value={text}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
                event.preventDefault();
                submit();
              }}
              onPaste={({ clipboardData }) => attach(clipboardData?.files[0])}
            />
            <button
              type="button"
              aria-label="Emoji"
              aria-expanded={panel === "emoji"}
              onClick={() => toggle("emoji")}
            >
              <Icon name="smile" />
            </button>
          </div>
          {canSend ? (
            <button type="submit" class="round primary" aria-label="Send">
              <Icon name="send" />
            </button>
          ) : (
            <button
              type="button"
              class="round primary"
              aria-label="Record a voice note"
              onClick={() => void recorder.start().catch(complain)}
            >
              <Icon name="mic" />
            </button>
          )}
        </div>
      ) : (
        <div class="line">
          <button
            type="button"
            class="round"
            aria-label="Discard the recording"
            onClick={recorder.cancel}
          >
            <Icon name="trash" />
          </button>
          <div class="field recording" role="timer" aria-label="Recording">
            <i />
            {playTime(recorder.seconds)}
            <span class="wave" aria-hidden="true" />
          </div>
          <button
            type="button"
            class="round primary"
            aria-label="Send the voice note"
            onClick={() => void sendRecording()}
          >
            <Icon name="send" />
          </button>
        </div>
      )}
    </form>
  );
}
