import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import { RichText } from "../../../page/components/rich-text.tsx";
import type { SettingItem } from "../../wire.ts";
import { change } from "../api.ts";
import { ActionButton, perform } from "../parts/action-button.tsx";
import { Chip } from "../parts/page.tsx";

interface SettingRowProps {
  readonly setting: SettingItem;
  readonly onChanged: () => Promise<void>;
}

/** One setting; an editable one is changed in its place. */
export function SettingRow({ setting, onChanged }: SettingRowProps) {
  const [isEditing, setIsEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const { name, doc, origin, isEditable } = setting;

  function close(): void {
    setIsEditing(false);
    // The button is back only after the next rendering.
    requestAnimationFrame(() => edit.current?.focus());
  }

  return (
    <li class="row setting" data-origin={origin}>
      <div class="setting-words">
        <h3>
          <code>{name}</code>
          {origin === "page" && <Chip tone="accent">changed here</Chip>}
          {origin === "environment" && (
            <Chip>
              <Icon name="lock" /> environment
            </Chip>
          )}
        </h3>
        <RichText text={doc} />
      </div>
      {isEditing ? (
        <SettingEditor setting={setting} onClose={close} onChanged={onChanged} />
      ) : (
        <div class="setting-value">
          <Value setting={setting} />
          {isEditable && (
            <button
              ref={edit}
              type="button"
              class="button"
              data-small="true"
              aria-label={`Change ${name}`}
              onClick={() => setIsEditing(true)}
            >
              Change
            </button>
          )}
          {isEditable && origin === "page" && (
            <ActionButton
              isSmall
              label={`Reset ${name}`}
              done={`${name} has its default again.`}
              onAct={async () => {
                await change("DELETE", `/settings/${name}`);
                await onChanged();
              }}
            >
              Reset
            </ActionButton>
          )}
        </div>
      )}
    </li>
  );
}

function Value({ setting: { value, isSecret } }: { readonly setting: SettingItem }) {
  if (value === null || value === "") return <span class="soft">not set</span>;
  return <code class={isSecret ? "value secret-value" : "value"}>{value}</code>;
}

function SettingEditor(props: SettingRowProps & { readonly onClose: () => void }) {
  const { setting, onClose, onChanged } = props;
  const { name, choices, isSecret } = setting;
  const [value, setValue] = useState(isSecret ? "" : (setting.value ?? ""));
  // Chosen once: another element would not have the focus of the one that is typed in.
  const [hasLines] = useState(value.length > 60 || value.includes("\n"));
  const [isBusy, setIsBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => form.current?.querySelector<HTMLElement>("input, select, textarea")?.focus(), []);

  async function save(): Promise<void> {
    setIsBusy(true);
    const isDone = await perform(
      () => change("PUT", `/settings/${name}`, { value }),
      `${name} is changed.`,
    );
    setIsBusy(false);
    if (!isDone) return;
    await onChanged();
    onClose();
  }

  const bound = {
    "aria-label": `New value of ${name}`,
    value,
    readOnly: isBusy,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) =>
      setValue(currentTarget.value),
  };
  return (
    <form
      ref={form}
      class="setting-editor"
      onKeyDown={({ key, isComposing }) => key === "Escape" && !isComposing && onClose()}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {choices !== null ? (
        <select {...bound}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice === "" ? "(none)" : choice}
            </option>
          ))}
        </select>
      ) : hasLines ? (
        <textarea rows={4} dir="auto" {...bound} />
      ) : (
        <input autocomplete="off" spellcheck={false} class={isSecret ? "secret" : ""} {...bound} />
      )}
      <button type="submit" class="button" data-tone="primary" aria-busy={isBusy} disabled={isBusy}>
        Save
      </button>
      <button type="button" class="button" onClick={onClose}>
        Cancel
      </button>
    </form>
  );
}
