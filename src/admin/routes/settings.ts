import { Elysia, t } from "elysia";
import { AdminError } from "../admin-error.ts";
import type { RouteDeps } from "../deps.ts";
import type { SettingItem } from "../wire.ts";

interface SettingFault {
  readonly kind: "unknown" | "locked" | "misfit";
  /** The finding and what to do, as sentences. */
  readonly text: string;
}

const STATUS: Readonly<Record<SettingFault["kind"], number>> = {
  unknown: 404,
  locked: 409,
  misfit: 422,
};

/** The settings as they are read, and as they hold. */
export interface SettingsView {
  list(): readonly SettingItem[];
  /** Returns why a setting cannot have a value, or cannot be reset with null; null if it can. */
  faultOf(name: string, value: string | null): SettingFault | null;
  /** Applies what is stored, on this server at once. */
  apply(): Promise<void>;
}

const tags = ["Admin: settings"];
const detail = (summary: string) => ({ detail: { tags, summary } });

/** The settings: their values, where these come from, and changes that need no restart. */
export function settingRoutes(deps: RouteDeps & { readonly view: SettingsView }) {
  const { view, store } = deps;

  async function keep(
    request: Request,
    name: string,
    value: string | null,
  ): Promise<SettingItem | undefined> {
    const fault = view.faultOf(name, value);
    if (fault !== null) throw new AdminError(STATUS[fault.kind], fault.text);
    await (await store()).storeSetting(name, value, deps.actorOf(request));
    await view.apply();
    return view.list().find((one) => one.name === name);
  }

  return new Elysia({ name: "admin-settings" })
    .get("/admin/api/settings", () => view.list(), detail("Every setting"))
    .put(
      "/admin/api/settings/:name",
      ({ request, params: { name }, body: { value } }) => keep(request, name, value.trim()),
      {
        body: t.Object({ value: t.String({ maxLength: 20_000 }) }),
        ...detail("Changes a setting, on every server within seconds"),
      },
    )
    .delete(
      "/admin/api/settings/:name",
      ({ request, params: { name } }) => keep(request, name, null),
      detail("Resets a setting to its default"),
    );
}
