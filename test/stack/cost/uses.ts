/** What the two stacks do in a month, by their files, as docs/cost.md tells it. */
import type { StackUse } from "../../../stack/cost/month";
import { daysPerMonth } from "../../../stack/cost/price-list";
import type { Dataset } from "../../../contract/dataset";
import { datasets } from "../../../datasets";
import { parseSettings } from "../../../stack/parse";
import { configurationOf, type Overrides } from "../../program/configuration";

/** Bytes that a run fetches: the CSV in Kaggle's archive, two symbols of a few days. */
const rawBytes: Readonly<Record<string, number>> = { mhealth: 131_900_000, prices: 6_000 };
/** Of a data set that nobody has measured: a round hundred megabytes. */
const unmeasured = 100_000_000;
/** What a run sends to CloudWatch: rows read, quarantined and published, and the ratio. */
const metrics = 4;
/** Days for which DataLake keeps stage files. */
const stageDays = 7;

function useOf(stack: string, overrides: Overrides = {}): StackUse {
  const prefix = "data-flow:";
  const texts = Object.entries(configurationOf(".", stack, overrides).values)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]): [string, string] => [key.slice(prefix.length), text]);
  const settings = parseSettings(Object.fromEntries(texts), datasets);
  const names = settings.datasets as (keyof typeof datasets)[];
  const contracts: Readonly<Record<string, Dataset>> = datasets;
  const loaded = names.filter((name) => settings.warehouse && contracts[name]!.warehouse);
  const warehouses = loaded.length > 0 ? 1 : 0;
  const runsOf = ({ schedule }: Dataset) =>
    settings.schedulesEnabled ? daysPerMonth * (schedule.expression.includes("MON-FRI") ? 5 / 7 : 1) : 0;
  return {
    keys: settings.customerKey ? 1 : warehouses,
    secrets: warehouses + (settings.credentialsSecret || settings.kaggleToken !== "" ? names.length : 0),
    warehouseHours: warehouses ? settings.warehouseDailyRpuHours : undefined,
    // Of the platform what queries read, and what a warehouse computes; of each data set failed, timed out, quarantined, undelivered and, by the clock, no success.
    alarmMetrics: 1 + warehouses + names.length * (settings.schedulesEnabled ? 5 : 4),
    metrics,
    noncurrentDays: settings.noncurrentDays,
    datasets: names.map((name) => ({
      name,
      rawBytes: rawBytes[name] ?? unmeasured,
      converter: datasets[name].convert,
      workers: settings.workers,
      memory: settings.memoryMb / 1024,
      runs: runsOf(contracts[name]!),
      changed: runsOf(contracts[name]!),
      ...(loaded.includes(name) ? { warehouse: settings.warehouseCapacity } : {}),
      ...(contracts[name]!.analysis ? { analysis: contracts[name]!.analysis.engine ?? "normal" } : {}),
      retentionDays: Number.parseInt(datasets[name].retention, 10),
      stageDays,
    })),
  };
}

export const stackUses: Readonly<Record<"dev" | "prod" | "prod with prices", StackUse>> = {
  dev: useOf("dev"),
  prod: useOf("prod"),
  "prod with prices": useOf("prod", { acceptedTerms: ["prices"] }),
};
