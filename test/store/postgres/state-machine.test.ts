import { postgresDatabase } from "../machine/databases.ts";
import { testStateMachine } from "../machine/state-machine.ts";

testStateMachine("PostgreSQL", postgresDatabase, { plain: 5, deep: 1_000 });
