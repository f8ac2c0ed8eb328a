ALTER TABLE `messages` ADD `draft` text;--> statement-breakpoint
ALTER TABLE `users` ADD `voice_replies` text;