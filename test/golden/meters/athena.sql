CREATE EXTERNAL TABLE IF NOT EXISTS `meters` (
  `meter` string COMMENT 'Name of the meter',
  `day` date COMMENT 'Day of the reading',
  `value` double COMMENT 'The reading (kWh)',
  `change` double COMMENT 'Against the reading before (kWh)',
  `reading` bigint COMMENT 'Number of the meter\'s reading, from 1',
  `note` string COMMENT 'Remark'
)
COMMENT 'The reading of each meter and day, restated now and then.'
STORED AS PARQUET
LOCATION 's3://lake/processed/meters/run/attempt/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'parquet.compression' = 'ZSTD',
  'title' = 'Meter readings',
  'key' = 'meter,day',
  'licence' = 'CC0 1.0',
  'citation' = 'Made up for a test.'
)
