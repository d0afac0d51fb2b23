CREATE TABLE IF NOT EXISTS "mhealth" (
  "id" integer NOT NULL,
  "timestamp" timestamp NOT NULL,
  "accel_x" double precision NOT NULL,
  "accel_y" double precision NOT NULL,
  "accel_z" double precision NOT NULL,
  "activity" integer NOT NULL,
  "gyro_x" double precision NOT NULL,
  "gyro_y" double precision NOT NULL,
  "gyro_z" double precision NOT NULL,
  "arm_accel_x" double precision NOT NULL,
  "arm_accel_y" double precision NOT NULL,
  "arm_accel_z" double precision NOT NULL,
  "arm_gyro_x" double precision NOT NULL,
  "arm_gyro_y" double precision NOT NULL,
  "arm_gyro_z" double precision NOT NULL,
  PRIMARY KEY ("id", "timestamp")
)
DISTKEY ("id")
SORTKEY ("id", "timestamp")
