ALTER TABLE `messages` ADD `privacy` text;--> statement-breakpoint
CREATE INDEX `messages_private` ON `messages` (`id`) WHERE privacy = 'private';--> statement-breakpoint
ALTER TABLE `users` ADD `is_memory_on` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `is_incognito` integer DEFAULT false NOT NULL;