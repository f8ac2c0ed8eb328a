import { defineConfig } from "drizzle-kit";

// bunx drizzle-kit generate --config drizzle/sqlite.config.ts --name what-changes
// Read the SQL by eye, then name the file in src/store/sqlite/migrations.ts, and write
// src/store/sqlite/schema.sql anew: UPDATE_SCHEMA=1 bun test test/store/sqlite/migrations.test.ts
export default defineConfig({
  dialect: "sqlite",
  schema: "./drizzle/sqlite.schema.cjs",
  out: "./drizzle/sqlite",
});
