ALTER TABLE `users` ADD `daily_budget` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `monthly_budget` integer;