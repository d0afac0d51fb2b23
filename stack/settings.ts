/** Every key of a stack's configuration, with its default: Pulumi.yaml's declarations are generated from this list. */

/** One key of the configuration. */
export interface Setting {
  readonly type: "string" | "integer" | "boolean" | "array" | "object";
  /** Items of an array. */
  readonly items?: "string";
  /** Pulumi refuses a stack if a declared key has neither value nor default. */
  readonly default: unknown;
  /** Refused in plain text, and never shown. */
  readonly secret?: true;
  /** The only allowed values of a string. @default any */
  readonly choices?: readonly string[];
  /** Description for readers of Pulumi.yaml. */
  readonly description: string;
  /** The requirement that a value breaks besides its type; undefined if the value is valid. */
  readonly fault?: (value: never) => string | undefined;
}

const from = (least: number, most: number) => (value: number) =>
  value >= least && value <= most ? undefined : `a whole number from ${least} to ${most}`;

/** The name of an availability zone: not its id, and not a local zone outside the region's data centres. */
const isZone = (name: string) => /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(name);

/** The retention periods, in days, that CloudWatch accepts. */
const logDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922];

export const settings = {
  datasets: {
    type: "array",
    items: "string",
    default: ["mhealth"],
    description: "Data sets to deploy, by their names in datasets/.",
  },
  acceptedTerms: {
    type: "array",
    items: "string",
    default: [],
    description:
      "Data sets whose source has terms (see docs/datasets/) that you have read and that permit your use; others with terms are not deployed.",
  },
  symbols: {
    type: "object",
    default: {},
    description:
      'Symbols beside the contract\'s, by data set that is fetched by symbol: {"prices": ["NVDA", "^GSPC"]}.',
  },
  retain: {
    type: "boolean",
    default: true,
    description: "Refuse to destroy buckets, data, database, warehouse and key.",
  },
  customerKey: {
    type: "boolean",
    default: false,
    description:
      "Encrypt everything with a customer-managed key (1 USD a month and requests); what it encrypted always needs it.",
  },
  accessLogs: {
    type: "boolean",
    default: false,
    description: "Log every access to the data into a second bucket, which retain keeps.",
  },
  noncurrentDays: {
    type: "integer",
    default: 7,
    description: "Days for which you can restore an object that was replaced or deleted.",
    fault: from(1, 3650),
  },
  logDays: {
    type: "integer",
    default: 14,
    description: "Days for which logs are kept; one of CloudWatch's values.",
    fault: (value: number) => (logDays.includes(value) ? undefined : `one of ${logDays.join(", ")}`),
  },
  logLevel: {
    type: "string",
    default: "ALL",
    description: "Which steps of an execution are logged: ALL, ERROR or FATAL.",
    choices: ["ALL", "ERROR", "FATAL"],
  },
  scanLimitGb: {
    type: "integer",
    default: 1,
    description: "Gigabytes that one Athena query may read before it is stopped (5 USD a terabyte).",
    fault: from(1, 100_000),
  },
  alarmEmail: {
    type: "string",
    default: "",
    description: "E-mail address for alarms, once you confirm it to AWS; empty for none.",
    fault: (value: string) =>
      /^([^\s@]+@[^\s@]+\.[^\s@]+)?$/.test(value) ? undefined : "an e-mail address, such as data@example.com",
  },
  schedulesEnabled: {
    type: "boolean",
    default: true,
    description: "Start the pipelines on schedule; if false, start them by hand.",
  },
  schedules: {
    type: "object",
    default: {},
    description:
      'Other times than the contract\'s, by data set: {"mhealth": {"expression": "cron(0 6 * * ? *)", "timeZone": "Europe/Madrid"}}.',
  },
  memoryMb: {
    type: "integer",
    default: 1024,
    description: "Memory of each function, in megabytes.",
    fault: from(512, 10_240),
  },
  workers: {
    type: "integer",
    default: 2,
    description: "Machines of each Spark job (G.1X, 0.44 USD an hour each, while it runs).",
    fault: from(2, 299),
  },
  parallelParts: {
    type: "integer",
    default: 5,
    description: "Parts converted at the same time; a new account runs ten functions at once.",
    fault: from(1, 40),
  },
  warehouse: {
    type: "boolean",
    default: false,
    description:
      "Load data sets whose contract sets warehouse into Redshift Serverless (0.50 USD a month, 1 more for a key without customerKey; each load bills a minute).",
  },
  warehouseCapacity: {
    type: "integer",
    default: 4,
    description:
      "Units with which the warehouse answers (0.375 USD an hour each, while it does): 4, or 8 where a region begins there.",
    // Rule 100 of policy/ allows no more; warehouseMaxCapacity is for large queries.
    fault: (value: number) => (value === 4 || value === 8 ? undefined : "4 or 8"),
  },
  warehouseMaxCapacity: {
    type: "integer",
    default: 8,
    description: "Units to which the warehouse may grow for a large query.",
    // Each of its subnets has 59 addresses, which suffices for that many units.
    fault: (value: number) =>
      value >= 8 && value <= 128 && value % 8 === 0 ? undefined : "a multiple of 8 up to 128",
  },
  warehouseZones: {
    type: "array",
    items: "string",
    default: [],
    description:
      "Three zones of the region for the warehouse's network, by name; none for the first three, of which Redshift may not know one.",
    fault: (names: readonly string[]) =>
      names.length === 0 || (names.length === 3 && new Set(names).size === 3 && names.every(isZone))
        ? undefined
        : "three different zones by name, such as eu-central-1a, or none for the first three of the region",
  },
  warehouseDailyRpuHours: {
    type: "integer",
    default: 4,
    description:
      "Units times hours (0.375 USD each) per day, after which the warehouse answers no queries until the next day.",
    fault: from(1, 10_000),
  },
  credentialsSecret: {
    type: "boolean",
    default: false,
    description:
      "Keep a secret for the credentials of each source that reads any (Kaggle's do), to be filled by hand (0.40 USD a month each).",
  },
  kaggleToken: {
    type: "string",
    secret: true,
    default: "",
    description:
      "Kaggle API token for the secrets of the Kaggle sources, set with --secret; empty for public data sets.",
  },
} as const satisfies Readonly<Record<string, Setting>>;
