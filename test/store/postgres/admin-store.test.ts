import { describeAdminStore } from "../admin-store-cases.ts";
import { openPostgres } from "../open-postgres.ts";

describeAdminStore("PostgreSQL", openPostgres);
