import { describeDesk } from "../desk.ts";
import { openPostgres } from "../open-postgres.ts";

describeDesk("PostgreSQL", openPostgres);
