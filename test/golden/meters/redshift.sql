CREATE TABLE IF NOT EXISTS "meters" (
  "meter" varchar(65535) NOT NULL,
  "day" date NOT NULL,
  "value" double precision,
  "change" double precision,
  "reading" bigint NOT NULL,
  "note" varchar(65535),
  PRIMARY KEY ("meter", "day")
)
DISTKEY ("meter")
SORTKEY ("meter", "day")
