UPDATE "charges" SET "key" = left("key", -40) WHERE length("key") > 64;
