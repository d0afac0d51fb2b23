import assert from "node:assert/strict";
import type { KaggleSource } from "../../contract";
import { datasets } from "../../datasets";
import { parseSettings } from "../../stack/parse";
import type { Known } from "../../stack/sources";
import { settings } from "../../stack/settings";

const kaggle: KaggleSource = { kind: "kaggle", owner: "o", dataset: "d" };
const known: Known = { mhealth: { source: kaggle }, weather: { source: kaggle } };
const govern = ["us-gov-west-1a", "us-gov-west-1b", "us-gov-west-1c"];
const parse = (texts: Record<string, string>) => parseSettings(texts, known);

/** The faults of a configuration, one line each, without the lines around them. */
function faultsOf(texts: Record<string, string>, isSecret?: (key: string) => boolean): string[] {
  try {
    parseSettings(texts, known, isSecret);
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1, -1)
      .map((line) => line.trim());
  }
  return [];
}

describe("a stack's settings", () => {
  it("are the defaults where nothing is said", () => {
    const defaults = Object.entries(settings).map(([key, setting]) => [key, setting.default] as const);
    assert.deepEqual(parse({}), { ...Object.fromEntries(defaults), leftOut: [] });
  });

  it("are what is said, in their types", () => {
    const said = {
      datasets: '["weather","mhealth"]',
      retain: "false",
      noncurrentDays: "30",
      logLevel: "FATAL",
      alarmEmail: "data@example.com",
      schedules: '{"weather":{"expression":"cron(0 6 * * ? *)","timeZone":"Asia/Tokyo"},"mhealth":{}}',
      kaggleToken: "123",
    };
    const { datasets, retain, noncurrentDays, logLevel, alarmEmail, schedules, kaggleToken } = parse(said);
    assert.deepEqual(
      { datasets, retain, noncurrentDays, logLevel, alarmEmail, schedules, kaggleToken },
      {
        datasets: ["weather", "mhealth"],
        retain: false,
        noncurrentDays: 30,
        logLevel: "FATAL",
        alarmEmail: "data@example.com",
        schedules: { weather: { expression: "cron(0 6 * * ? *)", timeZone: "Asia/Tokyo" }, mhealth: {} },
        kaggleToken: "123",
      },
    );
  });

  const threeZones =
    "three different zones by name, such as eu-central-1a, or none for the first three of the region";
  const faults: readonly (readonly [key: string, text: string, fault: string])[] = [
    ["datasets", "mhealth", "mhealth is not valid: give a list of strings."],
    ["datasets", "[1]", "[1] is not valid: give a list of strings."],
    ["datasets", '["wether"]', '"wether" is not valid: give names of datasets/index.ts (mhealth, weather).'],
    ["datasets", '["mhealth","mhealth"]', "mhealth, mhealth is not valid: give each name once."],
    ["datasets", "[]", "[] is not valid: give at least one name."],
    ["acceptedTerms", "prices", "prices is not valid: give a list of strings."],
    ["symbols", "[]", "[] is not valid: give an object."],
    ["retain", "yes", "yes is not valid: give true or false."],
    ["customerKey", "1", "1 is not valid: give true or false."],
    ["accessLogs", '"true"', '"true" is not valid: give true or false.'],
    ["noncurrentDays", "7.5", "7.5 is not valid: give a whole number."],
    ["noncurrentDays", "0", "0 is not valid: give a whole number from 1 to 3650."],
    ["noncurrentDays", "3651", "3651 is not valid: give a whole number from 1 to 3650."],
    ["logDays", "7 days", "7 days is not valid: give a whole number."],
    ["logLevel", "all", "all is not valid: give one of ALL, ERROR, FATAL."],
    ["scanLimitGb", "0", "0 is not valid: give a whole number from 1 to 100000."],
    ["scanLimitGb", "100001", "100001 is not valid: give a whole number from 1 to 100000."],
    ["scanLimitGb", "null", "null is not valid: give a whole number."],
    ["alarmEmail", "nobody", "nobody is not valid: give an e-mail address, such as data@example.com."],
    ["schedulesEnabled", "off", "off is not valid: give true or false."],
    ["schedules", "[]", "[] is not valid: give an object."],
    ["schedules", "cron(0 8 * * ? *)", "cron(0 8 * * ? *) is not valid: give an object."],
    ["memoryMb", "511", "511 is not valid: give a whole number from 512 to 10240."],
    ["memoryMb", "10241", "10241 is not valid: give a whole number from 512 to 10240."],
    ["memoryMb", "1024 MB", "1024 MB is not valid: give a whole number."],
    ["workers", "1", "1 is not valid: give a whole number from 2 to 299."],
    ["workers", "300", "300 is not valid: give a whole number from 2 to 299."],
    ["parallelParts", "0", "0 is not valid: give a whole number from 1 to 40."],
    ["parallelParts", "41", "41 is not valid: give a whole number from 1 to 40."],
    ["warehouse", "yes", "yes is not valid: give true or false."],
    ["warehouseCapacity", "2", "2 is not valid: give 4 or 8."],
    ["warehouseCapacity", "16", "16 is not valid: give 4 or 8."],
    ["warehouseMaxCapacity", "4", "4 is not valid: give a multiple of 8 up to 128."],
    ...[
      '["eu-central-1a","eu-central-1b"]',
      '["eu-central-1a","eu-central-1b","eu-central-1b"]',
      '["euc1-az1","euc1-az2","euc1-az3"]',
      '["a","b","c","d"]',
    ].map((text) => ["warehouseZones", text, `${text} is not valid: give ${threeZones}.`] as const),
    ["warehouseDailyRpuHours", "0", "0 is not valid: give a whole number from 1 to 10000."],
    ["credentialsSecret", "", " is not valid: give true or false."],
  ];
  for (const [key, text, fault] of faults)
    it(`refuse ${key}: ${text}`, () => assert.deepEqual(faultsOf({ [key]: text }), [`${key}: ${fault}`]));

  it("have a fault for every key but the secret, which takes any text", () => {
    const tried = new Set(faults.map(([key]) => key));
    assert.deepEqual(
      Object.keys(settings).filter((key) => !tried.has(key)),
      ["kaggleToken"],
    );
  });

  it("refuse days that CloudWatch does not know, and say which it does", () =>
    assert.match(
      faultsOf({ logDays: "8" })[0]!,
      /^logDays: 8 is not valid: give one of 1, 3, 5, 7, 14, 30, 60, /,
    ));

  it("take the least and the most of each range", () => {
    for (const [key, text] of Object.entries({
      memoryMb: "512",
      workers: "299",
      parallelParts: "40",
      warehouseCapacity: "8",
      warehouseMaxCapacity: "128",
      logDays: "2922",
    }))
      assert.equal(parse({ [key]: text })[key as keyof typeof settings], Number(text));
  });

  it("take three zones of any region for the warehouse, or none", () => {
    for (const zones of [[], ["eu-central-1b", "eu-central-1a", "eu-central-1d"], govern])
      assert.deepEqual(parse({ warehouseZones: JSON.stringify(zones) }).warehouseZones, zones);
  });

  it("refuse a key under a mistyped name of the project, with the right one", () =>
    assert.deepEqual(faultsOf({ "dataflow:logDays": "7" }), [
      "dataflow:logDays: unknown key; did you mean logDays? (Pulumi.yaml lists all keys).",
    ]));

  it("refuse a key that there is not, with the one that is near", () =>
    assert.deepEqual(faultsOf({ noncurentDays: "7", zzzzzzz: "1" }), [
      "noncurentDays: unknown key; did you mean noncurrentDays? (Pulumi.yaml lists all keys).",
      "zzzzzzz: unknown key (Pulumi.yaml lists all keys).",
    ]));

  for (const key of ["constructor", "toString", "hasOwnProperty"])
    it(`know no key ${key}, which every object has`, () => {
      assert.match(faultsOf({ [key]: "1" })[0]!, new RegExp(`^${key}: unknown key`));
      const schedules = JSON.stringify({ mhealth: { [key]: "1" } });
      assert.deepEqual(faultsOf({ schedules }), [
        `schedules.mhealth.${key}: "1" is not valid: give "expression" and "timeZone", and no other key.`,
      ]);
    });

  it("report all faults in one error, which says what to do", () => {
    assert.throws(() => parse({ retain: "yes", workers: "1", colour: "red" }), {
      message: `The stack's configuration has 3 faults:
  retain: yes is not valid: give true or false.
  workers: 1 is not valid: give a whole number from 2 to 299.
  colour: unknown key (Pulumi.yaml lists all keys).
Mend them with "pulumi config set", or in the stack's file.`,
    });
    assert.throws(() => parse({ retain: "yes" }), /has 1 fault:/);
  });

  describe("of schedules", () => {
    const fault = (schedule: unknown, name = "mhealth") =>
      faultsOf({ schedules: JSON.stringify({ [name]: schedule }) });

    it("refuse an expression that EventBridge would", () =>
      assert.match(
        fault({ expression: "cron(0 8 * * *)" })[0]!,
        /^schedules\.mhealth\.expression: cron\(0 8 \* \* \*\) is not valid: give another; .*six fields/,
      ));
    it("refuse a time zone that there is not", () =>
      assert.match(
        fault({ timeZone: "Europe/Madird" })[0]!,
        /^schedules\.mhealth\.timeZone: Europe\/Madird is not valid: give another; .*did you mean "Europe\/Madrid"\?/,
      ));
    it("refuse what is no text", () =>
      assert.deepEqual(fault({ expression: 8 }), [
        "schedules.mhealth.expression: 8 is not valid: give a text.",
      ]));
    it("refuse another key", () =>
      assert.deepEqual(fault({ enabled: false }), [
        'schedules.mhealth.enabled: false is not valid: give "expression" and "timeZone", and no other key.',
      ]));
    for (const schedule of ["cron(0 8 * * ? *)", null, []])
      it(`refuse ${JSON.stringify(schedule)} instead of an object`, () =>
        assert.deepEqual(fault(schedule), [
          `schedules.mhealth: ${JSON.stringify(schedule)} is not valid: give an object with "expression", "timeZone" or both.`,
        ]));
    it("refuse a data set that is not deployed", () =>
      assert.deepEqual(fault({}, "weather"), [
        'schedules.weather: "weather" is not valid: give a data set that the stack deploys.',
      ]));
  });

  describe("that are secret", () => {
    const token = "a-token-that-nobody-should-see";
    it("are refused in plain text, and not shown", () => {
      const shown = faultsOf({ kaggleToken: token }, () => false);
      assert.deepEqual(shown, [
        "kaggleToken: (a secret) is not valid: give it encrypted: pulumi config set --secret kaggleToken.",
      ]);
    });
    it("are not shown where other keys have faults", () =>
      assert.doesNotMatch(
        faultsOf({ kaggleToken: token, kagleToken: token, workers: "1" }).join(),
        new RegExp(token),
      ));
    it("may be empty in plain text", () =>
      assert.deepEqual(
        faultsOf({ kaggleToken: "" }, () => false),
        [],
      ));
  });
});

describe("a data set whose source is not free to use", () => {
  const faultsWith = (texts: Record<string, string>) => {
    try {
      return void parseSettings(texts, datasets);
    } catch (error) {
      return (error as Error).message;
    }
  };
  const prices = { datasets: '["mhealth","prices"]' };

  it("is left out until its terms are accepted, and said to be", () => {
    const { datasets: deployed, leftOut } = parseSettings(prices, datasets);
    assert.deepEqual(deployed, ["mhealth"]);
    assert.deepEqual(
      leftOut.map(({ name, terms }) => [name, /Yahoo's terms/.test(terms)]),
      [["prices", true]],
    );
  });

  it("may have its symbols and its schedule written down already", () => {
    const texts = { symbols: '{"prices":["NVDA"]}', schedules: '{"prices":{"timeZone":"Asia/Tokyo"}}' };
    assert.deepEqual(parseSettings({ ...prices, ...texts }, datasets).symbols, { prices: ["NVDA"] });
  });

  it("is deployed then, with symbols beside the contract's", () => {
    const texts = { ...prices, acceptedTerms: '["prices"]', symbols: '{"prices":["NVDA","^GSPC"]}' };
    const found = parseSettings(texts, datasets);
    assert.deepEqual(found.symbols, { prices: ["NVDA", "^GSPC"] });
    assert.deepEqual([found.datasets, found.leftOut], [["mhealth", "prices"], []]);
  });

  it("has symbols that are such, and only where they are asked for", () => {
    const accepted = { ...prices, acceptedTerms: '["prices"]' };
    assert.match(faultsWith({ ...accepted, symbols: '{"prices":["a/b"]}' }) ?? "", /symbols\.prices: "a\/b"/);
    assert.match(faultsWith({ ...accepted, symbols: '{"prices":"A"}' }) ?? "", /a list of strings/);
    assert.match(faultsWith({ ...accepted, symbols: '{"mhealth":["A"]}' }) ?? "", /fetched by symbol/);
    assert.match(faultsWith({ acceptedTerms: '["price"]' }) ?? "", /acceptedTerms: "price"/);
  });
});
