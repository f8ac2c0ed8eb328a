import { PermanentError, type Reason } from "../core/errors.ts";
import type { PictureModel } from "../core/picture-model.ts";
import type { OwnerAlerts } from "./alert-owners.ts";

/** The refusals that only the owner can end. */
const REFUSALS: ReadonlySet<Reason | null> = new Set<Reason>([
  "billing",
  "credentials",
  "model-missing",
]);

/** Returns the model of pictures, which alerts the owners if its server refuses the account. */
export function withAlerts(model: PictureModel, { send }: Pick<OwnerAlerts, "send">): PictureModel {
  return {
    ...model,
    make: async (request) => {
      try {
        return await model.make(request);
      } catch (error) {
        if (error instanceof PermanentError && REFUSALS.has(error.reason)) {
          await send("picturesRefused");
        }
        throw error;
      }
    },
  };
}
