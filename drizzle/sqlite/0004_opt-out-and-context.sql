ALTER TABLE `messages` ADD `context` text;--> statement-breakpoint
ALTER TABLE `users` ADD `opted_out_at` integer;