import { postgresGround } from "../machine/grounds.ts";
import { testStateMachine } from "../machine/state-machine.ts";

testStateMachine("PostgreSQL", postgresGround, { plain: 15, deep: 1_000 });
