import { createSettingsView } from "../app/admin-settings.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { AdminStore } from "../store/admin-store.ts";
import { readLiveSettings } from "./live-config.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say, sayJson, sayTable } from "./write-out.ts";
import type { Json } from "./define-command.ts";

const MAX_SHOWN = 60;

/** Lists every setting as the server sees it. */
export async function listSettings({ json }: Json): Promise<void> {
  const items = await withAdminStore(async (admin) => (await open(admin)).list());
  if (json) return sayJson(items);
  const rows = items.map(({ name, value, origin, isEditable }) => [
    name,
    harmless(value ?? "not set")
      .replaceAll("\n", " ")
      .slice(0, MAX_SHOWN),
    origin,
    isEditable ? "yes" : "",
  ]);
  sayTable(["SETTING", "VALUE", "ORIGIN", "CAN BE SET"], rows);
}

/** Changes a setting; null resets it. Returns false if it cannot be changed. */
export async function changeSetting(name: string, value: string | null): Promise<boolean> {
  return withAdminStore(async (admin) => {
    const view = await open(admin);
    const fault = view.faultOf(name, value);
    if (fault !== null) {
      say(fault.text);
      return false;
    }
    await admin.storeSetting(name, value?.trim() ?? null, TERMINAL);
    const done = value === null ? "is reset" : "is changed";
    say(`${name} ${done}; running servers follow within seconds.`);
    return true;
  });
}

async function open(admin: AdminStore) {
  return createSettingsView(await readLiveSettings(admin), async () => {});
}
