// drizzle-kit reads each table as an export of its own; a migration of its own makes knowledge_words.
const { tables } = require("../src/store/postgres/schema.ts");
const { knowledgeWords: _, ...others } = tables;
module.exports = others;
