CREATE TABLE IF NOT EXISTS "prices" (
  "symbol" varchar(65535) NOT NULL,
  "date" date NOT NULL,
  "open" double precision,
  "high" double precision,
  "low" double precision,
  "close" double precision,
  "adj_close" double precision,
  "volume" double precision,
  "dividend" double precision,
  "split_ratio" double precision,
  "currency" varchar(65535),
  "suspect" boolean NOT NULL,
  "log_return" double precision,
  PRIMARY KEY ("symbol", "date")
)
DISTKEY ("symbol")
SORTKEY ("symbol", "date")
