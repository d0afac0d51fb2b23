CREATE TABLE "meters" (
  "meter" varchar(65535),
  "day" date,
  "value" double precision,
  "change" double precision,
  "reading" bigint,
  "note" varchar(65535)
)
