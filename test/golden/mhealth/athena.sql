CREATE EXTERNAL TABLE IF NOT EXISTS `mhealth` (
  `id` int COMMENT 'Number of the subject, 1 to 10',
  `timestamp` timestamp COMMENT 'Nominal session start, 2014-01-01T00:00:00Z, plus 20 ms per record of the subject; no real clock',
  `accel_x` double COMMENT 'Left ankle\'s acceleration, X axis (m/s²)',
  `accel_y` double COMMENT 'Left ankle\'s acceleration, Y axis (m/s²)',
  `accel_z` double COMMENT 'Left ankle\'s acceleration, Z axis (m/s²)',
  `activity` int COMMENT 'What the subject does: 0 none of these, 1 standing, 2 sitting, 3 lying, 4 walking, 5 climbing stairs, 6 waist bends, 7 raising arms, 8 bending knees, 9 cycling, 10 jogging, 11 running, 12 jumping',
  `gyro_x` double COMMENT 'Left ankle\'s rate of turn, X; unit unknown',
  `gyro_y` double COMMENT 'Left ankle\'s rate of turn, Y; unit unknown',
  `gyro_z` double COMMENT 'Left ankle\'s rate of turn, Z; unit unknown',
  `arm_accel_x` double COMMENT 'Right arm\'s acceleration, X axis (m/s²)',
  `arm_accel_y` double COMMENT 'Right arm\'s acceleration, Y axis (m/s²)',
  `arm_accel_z` double COMMENT 'Right arm\'s acceleration, Z axis (m/s²)',
  `arm_gyro_x` double COMMENT 'Right arm\'s rate of turn, X; unit unknown',
  `arm_gyro_y` double COMMENT 'Right arm\'s rate of turn, Y; unit unknown',
  `arm_gyro_z` double COMMENT 'Right arm\'s rate of turn, Z; unit unknown'
)
COMMENT 'Acceleration and rotation at the left ankle and the right (lower) arm of ten volunteers during twelve activities, 50 records a second. The recordings carry no clock: timestamp is a nominal session start, 2014-01-01T00:00:00Z for everybody, plus 20 ms for each record of the subject.'
STORED AS PARQUET
LOCATION 's3://lake/processed/mhealth/run/attempt/'
TBLPROPERTIES (
  'classification' = 'parquet',
  'parquet.compression' = 'ZSTD',
  'title' = 'mHealth: body motion during physical activities',
  'key' = 'id,timestamp',
  'licence' = 'CC BY 4.0 (the original at UCI)',
  'citation' = 'Banos, O., Garcia, R., Holgado-Terriza, J.A., Damas, M., Pomares, H., Rojas, I., Saez, A., Villalonga, C.: mHealthDroid: a novel framework for agile development of mobile health applications. IWAAL 2014, Belfast.'
)
