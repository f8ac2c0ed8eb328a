CREATE TABLE "outgoing_files" (
	"part_id" bigint PRIMARY KEY NOT NULL,
	"content_type" text NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"sha256" text NOT NULL,
	"token" text NOT NULL,
	"created_at" bigint NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "outgoing_files_token_unique" UNIQUE("token")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "kind" text DEFAULT 'text' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "fetched_at" bigint;--> statement-breakpoint
ALTER TABLE "outgoing_files" ADD CONSTRAINT "outgoing_files_part_id_deliveries_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" DROP COLUMN "media_url";