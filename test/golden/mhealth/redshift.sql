CREATE TABLE "mhealth" (
  "id" integer,
  "timestamp" timestamp,
  "accel_x" double precision,
  "accel_y" double precision,
  "accel_z" double precision,
  "activity" integer,
  "gyro_x" double precision,
  "gyro_y" double precision,
  "gyro_z" double precision,
  "arm_accel_x" double precision,
  "arm_accel_y" double precision,
  "arm_accel_z" double precision,
  "arm_gyro_x" double precision,
  "arm_gyro_y" double precision,
  "arm_gyro_z" double precision
)
