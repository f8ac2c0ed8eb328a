import { Elysia, t } from "elysia";
import type { AdminStore } from "../../store/admin-store.ts";
import { describeChange } from "../actor.ts";
import { AdminError } from "../admin-error.ts";
import type { SettingItem } from "../wire.ts";

/** The settings as they are read, and as they hold. */
export interface SettingsView {
  list(): readonly SettingItem[];
  /** Returns the fault of a value; null if it can be read. */
  faultOf(name: string, value: string): string | null;
  /** Applies what is stored, on this server at once. */
  apply(): Promise<void>;
}

const tags = ["Admin: settings"];
const detail = (summary: string) => ({ detail: { tags, summary } });

/** The settings: their values, where these come from, and changes that need no restart. */
export function settingRoutes(deps: {
  readonly view: SettingsView;
  store(): Promise<Pick<AdminStore, "storeSetting">>;
}) {
  const { view, store } = deps;

  function editable(name: string): SettingItem {
    const item = view.list().find((one) => one.name === name);
    if (item === undefined) throw new AdminError(404, `There is no setting ${name}.`);
    if (item.isEditable) return item;
    throw new AdminError(
      409,
      item.origin === "environment"
        ? `${name} is set by the environment or .env: change it there and start the bot again.`
        : `${name} takes effect only at a start: set it in the environment or in .env.`,
    );
  }

  async function keep(request: Request, name: string, value: string | null): Promise<SettingItem> {
    await (await store()).storeSetting(name, value);
    await view.apply();
    // The value may be a text for users, and is not repeated in the record.
    describeChange(request, {
      action: value === null ? "setting reset" : "setting changed",
      detail: name,
    });
    return editable(name);
  }

  return new Elysia({ name: "admin-settings" })
    .get("/admin/api/settings", () => view.list(), detail("Every setting"))
    .put(
      "/admin/api/settings/:name",
      ({ request, params: { name }, body: { value } }) => {
        editable(name);
        const fault = view.faultOf(name, value);
        if (fault !== null) throw new AdminError(422, fault);
        return keep(request, name, value.trim());
      },
      {
        body: t.Object({ value: t.String({ maxLength: 20_000 }) }),
        ...detail("Changes a setting, on every server within seconds"),
      },
    )
    .delete(
      "/admin/api/settings/:name",
      ({ request, params: { name } }) => keep(request, editable(name).name, null),
      detail("Resets a setting to its default"),
    );
}
