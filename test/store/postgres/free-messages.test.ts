import { describeFreeMessages } from "../money/free-messages.ts";
import { openPostgres } from "../open-postgres.ts";

describeFreeMessages("PostgreSQL", (clock, tariff) =>
  openPostgres(clock, false, undefined, tariff),
);
