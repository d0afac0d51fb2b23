/** What the two stacks do in a month, by their files, as docs/cost.md tells it. */
import type { StackUse } from "../../cost/estimate";
import { daysPerMonth } from "../../cost/prices";
import { datasets } from "../../datasets";
import { parseSettings } from "../../stack/parse";
import { configurationOf } from "../program/configuration";

/** Bytes that a run fetches: the CSV in Kaggle's archive, two symbols of a few days. */
const rawBytes: Readonly<Record<string, number>> = { mhealth: 131_900_000, prices: 6_000 };
/** Of a data set that nobody has measured: a round hundred megabytes. */
const unmeasured = 100_000_000;
/** What a run sends to CloudWatch: rows read, quarantined and published, and the ratio. */
const metrics = 4;
/** Days for which DataLake keeps stage files. */
const stageDays = 7;

function useOf(stack: string): StackUse {
  const prefix = "data-flow:";
  const texts = Object.entries(configurationOf(".", stack).values)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]): [string, string] => [key.slice(prefix.length), text]);
  const settings = parseSettings(Object.fromEntries(texts), datasets);
  const names = settings.datasets as (keyof typeof datasets)[];
  const runs = settings.schedulesEnabled ? daysPerMonth : 0;
  return {
    keys: settings.customerKey ? 1 : 0,
    secrets: settings.credentialsSecret || settings.kaggleToken !== "" ? names.length : 0,
    // Of the platform what queries read; of each data set failed, timed out, quarantined, undelivered and, by the clock, no success.
    alarmMetrics: 1 + names.length * (settings.schedulesEnabled ? 5 : 4),
    metrics,
    noncurrentDays: settings.noncurrentDays,
    datasets: names.map((name) => ({
      name,
      rawBytes: rawBytes[name] ?? unmeasured,
      converter: datasets[name].convert,
      workers: settings.workers,
      memory: settings.memoryMb / 1024,
      runs,
      changed: runs,
      retentionDays: Number.parseInt(datasets[name].retention, 10),
      stageDays,
    })),
  };
}

export const stackUses: Readonly<Record<"dev" | "prod", StackUse>> = {
  dev: useOf("dev"),
  prod: useOf("prod"),
};
