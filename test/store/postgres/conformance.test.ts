import { describeStore } from "../conformance.ts";
import { openPostgres } from "../open-postgres.ts";

describeStore("PostgreSQL", openPostgres);
