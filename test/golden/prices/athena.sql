CREATE EXTERNAL TABLE IF NOT EXISTS `prices` (
  `symbol` string COMMENT 'Security, as the source spells it (as of the fetch)',
  `date` date COMMENT 'Trading day in the exchange\'s time zone (as of the fetch)',
  `open` double COMMENT 'First price, adjusted for splits as of the fetch; null where the source has none (currency)',
  `high` double COMMENT 'Highest price, adjusted for splits as of the fetch; null where the source has none (currency)',
  `low` double COMMENT 'Lowest price, adjusted for splits as of the fetch; null where the source has none (currency)',
  `close` double COMMENT 'Last price, adjusted for splits and not for dividends, as of the fetch (currency)',
  `adj_close` double COMMENT 'Last price, adjusted for splits and dividends as of the fetch (currency)',
  `volume` double COMMENT 'Shares traded, adjusted for splits as of the fetch; 0 where the source does not count',
  `dividend` double COMMENT 'Cash for a share on its ex-date, as of the fetch; null on all other days, and where it is in another currency than the prices (currency)',
  `split_ratio` double COMMENT 'New shares for one old one on their first day, as of the fetch; null on all other days',
  `currency` string COMMENT 'ISO 4217 code of the prices, in whole units, as of the fetch; null where it is unknown, or the source\'s code is not one of these',
  `suspect` boolean COMMENT 'Whether the prices contradict each other (outside of low to high), or the adjusted close is over five times those of the days on both sides or under a fifth, as of the fetch',
  `log_return` double COMMENT 'Natural logarithm of adj_close over that of the day before in the table, as of the fetch; null on a symbol\'s first day'
)
COMMENT 'Open, high, low, close and volume of each trading day, with dividends and splits. Every number is as of the fetch: the source restates a security\'s whole past after each dividend and split, and then the whole past is fetched again.'
STORED AS PARQUET
LOCATION 's3://lake/processed/prices/run/attempt/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'parquet.compression' = 'SNAPPY',
  'title' = 'Prices: daily bars of securities',
  'key' = 'symbol,date',
  'licence' = 'Yahoo\'s terms of service: personal use',
  'citation' = 'Yahoo Finance, daily chart data, with the date of the fetch.'
)
