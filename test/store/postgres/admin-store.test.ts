import { describeDesk } from "../admin-store-cases.ts";
import { openPostgres } from "../open-postgres.ts";

describeDesk("PostgreSQL", openPostgres);
