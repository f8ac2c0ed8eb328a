import { useState } from "preact/hooks";
import { LANGUAGES } from "../../../core/language.ts";
import { upperFirst } from "../../../core/upper-first.ts";
import type { UserChange, UserDetail } from "../../wire.ts";
import { change } from "../api.ts";
import { perform } from "../parts/action-button.tsx";
import { fromDollars, toDollars } from "../words.ts";

interface Fields {
  readonly dailyBudget: string;
  readonly monthlyBudget: string;
  readonly persona: string;
  readonly language: string;
  readonly timezone: string;
}

const LANGUAGE_NAMES = [
  ["", "As in the settings"],
  ...LANGUAGES.map((code) => [code, nameOf(code)] as const),
] as const;

/** Returns the name of a language in that language. */
function nameOf(code: string): string {
  return upperFirst(new Intl.DisplayNames(code, { type: "language" }).of(code) ?? code);
}

/** The limits and preferences that hold for one user instead of the settings. */
export function UserForm(props: {
  readonly user: UserDetail;
  readonly onChanged: () => Promise<void>;
}) {
  const { user, onChanged } = props;
  const stored = toFields(user);
  const [edited, setEdited] = useState<Partial<Fields>>({});
  const [isBusy, setIsBusy] = useState(false);
  const fields = { ...stored, ...edited };
  const [daily, monthly] = [fromDollars(fields.dailyBudget), fromDollars(fields.monthlyBudget)];
  const isWrong = Number.isNaN(daily) || Number.isNaN(monthly);
  const isChanged = FIELD_NAMES.some((name) => fields[name] !== stored[name]);

  const bind = (name: keyof Fields) => ({
    name,
    value: fields[name],
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) =>
      setEdited((before) => ({ ...before, [name]: currentTarget.value })),
  });

  async function save(): Promise<void> {
    setIsBusy(true);
    const body: UserChange = {
      ...(fields.dailyBudget !== stored.dailyBudget && { dailyBudget: daily }),
      ...(fields.monthlyBudget !== stored.monthlyBudget && { monthlyBudget: monthly }),
      ...(fields.persona !== stored.persona && { persona: fields.persona.trim() || null }),
      ...(fields.language !== stored.language && {
        language: LANGUAGES.find((code) => code === fields.language) ?? null,
      }),
      ...(fields.timezone !== stored.timezone && { timezone: fields.timezone.trim() || null }),
    };
    const isDone = await perform(() => change("PATCH", `/users/${user.id}`, body), "Saved.");
    if (isDone) {
      await onChanged();
      // What was typed meanwhile is not saved yet.
      setEdited((now) =>
        Object.fromEntries(
          FIELD_NAMES.flatMap((name) => (now[name] === edited[name] ? [] : [[name, now[name]]])),
        ),
      );
    }
    setIsBusy(false);
  }

  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong && isChanged) void save();
      }}
    >
      <div class="pair">
        <BudgetField label="Budget a day" isWrong={Number.isNaN(daily)} {...bind("dailyBudget")} />
        <BudgetField
          label="Budget a month"
          isWrong={Number.isNaN(monthly)}
          {...bind("monthlyBudget")}
        />
      </div>
      <label class="field">
        <span>Persona</span>
        <textarea
          rows={3}
          dir="auto"
          placeholder="How the bot speaks to this user"
          {...bind("persona")}
        />
      </label>
      <div class="pair">
        <label class="field">
          <span>Language</span>
          <select {...bind("language")}>
            {LANGUAGE_NAMES.map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Time zone</span>
          <input
            list="zones"
            placeholder="Europe/Berlin"
            spellcheck={false}
            {...bind("timezone")}
          />
          <datalist id="zones">
            {ZONES.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </label>
      </div>
      <div class="actions end">
        {isChanged && (
          <button type="button" class="button" onClick={() => setEdited({})}>
            Discard
          </button>
        )}
        <button
          type="submit"
          class="button"
          data-tone="primary"
          aria-busy={isBusy}
          disabled={isBusy || isWrong || !isChanged}
        >
          Save
        </button>
      </div>
    </form>
  );
}

const ZONES: readonly string[] = Intl.supportedValuesOf("timeZone");

const FIELD_NAMES = ["dailyBudget", "monthlyBudget", "persona", "language", "timezone"] as const;

function toFields(user: UserDetail): Fields {
  return {
    dailyBudget: toDollars(user.dailyBudget),
    monthlyBudget: toDollars(user.monthlyBudget),
    persona: user.persona ?? "",
    language: user.language ?? "",
    timezone: user.timezone ?? "",
  };
}

function BudgetField(props: {
  readonly label: string;
  readonly isWrong: boolean;
  readonly name: string;
  readonly value: string;
  readonly onInput: (event: { currentTarget: { value: string } }) => void;
}) {
  const { label, isWrong, ...bound } = props;
  return (
    <label class="field">
      <span>{label}</span>
      <span class="dollars">
        <input
          inputMode="decimal"
          placeholder="as in the settings"
          autocomplete="off"
          aria-invalid={isWrong}
          {...bound}
        />
      </span>
      {isWrong && (
        <small class="wrong">An amount up to 1000000 dollars, such as 2.50 or 10000.</small>
      )}
    </label>
  );
}
