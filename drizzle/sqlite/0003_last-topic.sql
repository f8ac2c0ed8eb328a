ALTER TABLE `users` ADD `last_topic` text;--> statement-breakpoint
ALTER TABLE `users` ADD `last_topic_at` integer;--> statement-breakpoint
-- Every user has a lane, also one who was only ever refused.
INSERT INTO lanes (user_id) SELECT id FROM users WHERE NOT EXISTS (SELECT 1 FROM lanes WHERE user_id = users.id);--> statement-breakpoint
-- A day's total is the sum of its rows.
DELETE FROM spending WHERE user_id = 0;
