-- Written by hand: drizzle-kit knows no virtual tables. The program folds and separates the words
-- itself, as for PostgreSQL; this tokenizer divides at their spaces alone.
-- The table stores the words, because deleting from one that does not needs SQLite 3.43, and macOS
-- brings its own SQLite.
CREATE VIRTUAL TABLE knowledge_words USING fts5(words, tokenize = 'ascii');
