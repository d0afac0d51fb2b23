import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { settings, type Setting as Declared } from "../../stack/settings";
import { golden } from "../golden";
import type { Setting } from "./configuration";
import { differenceOf, type Difference } from "./difference";
import { runStack } from "./stacks";
import { stacksPage, type Swapped } from "./stacks-page";

const own = "data-flow:";
const configOf = (stack: string) =>
  (parse(readFileSync(`Pulumi.${stack}.yaml`, "utf8")) as { config: Record<string, Setting> }).config;

/** `name: type property` of all that a difference says. */
const facts = ({ added, removed, changed }: Difference) => [
  ...added.map((key) => `+ ${key}`),
  ...removed.map((key) => `- ${key}`),
  ...Object.entries(changed).flatMap(([key, properties]) => properties.map((each) => `~ ${key} ${each}`)),
];

describe("swapping dev for prod", () => {
  let whole: Difference;
  const swapped: Swapped[] = [];

  before(async function () {
    this.timeout(300_000);
    const [dev, prod] = [configOf("dev"), configOf("prod")];
    const declared = settings as Readonly<Record<string, Declared>>;
    const value = (config: Record<string, Setting>, key: string) =>
      JSON.stringify(config[own + key] ?? declared[key]?.default);
    // Whose address it is makes no difference.
    const shown = (text: string) => text.replace(/^"[^"@]+@[^"]+"$/, "an address");
    // Else a key that is about a data set with terms would have no effect.
    const accepted = { acceptedTerms: ["prices"] };
    const base = (await runStack("dev", accepted)).resources;
    whole = differenceOf(base, (await runStack("prod", accepted)).resources);
    swapped.push({
      key: "The stack's name",
      dev: "dev",
      prod: "prod",
      does: "It is part of descriptions and of the names that people type.",
      difference: differenceOf(
        base,
        (await runStack("prod", { ...valuesOf(dev, declared), ...accepted })).resources,
      ),
    });
    for (const [key, { description }] of Object.entries(declared)) {
      if (value(dev, key) === value(prod, key)) continue;
      const changed = (
        await runStack("dev", { ...accepted, [key]: prod[own + key] ?? (declared[key]!.default as Setting) })
      ).resources;
      const difference = differenceOf(base, changed);
      swapped.push({
        key: `\`${key}\``,
        dev: shown(value(dev, key)),
        prod: shown(value(prod, key)),
        does: description,
        difference,
      });
    }
  });

  it("changes what docs/stacks.md says, key by key", () => golden("docs/stacks.md", stacksPage(swapped)));

  it("changes nothing else", () => {
    const explained = new Set(swapped.flatMap(({ difference }) => facts(difference)));
    // What one key adds, another may change: it is explained where it is added.
    const added = new Set(swapped.flatMap(({ difference }) => difference.added));
    const unexplained = facts(whole).filter(
      (fact) => !explained.has(fact) && !added.has(fact.replace(/^~ (.*) \S+$/, "$1")),
    );
    assert.deepEqual(unexplained, []);
  });

  it("shows neither account nor region, nor whose address the alarms have: nothing is to be run after a change of those", async () => {
    const elsewhere = {
      "aws:allowedAccountIds": ["333333333333"],
      "aws:region": "ap-southeast-2",
      alarmEmail: "somebody@platform.test",
    };
    const [before, after] = [await runStack("prod"), await runStack("prod", elsewhere)];
    assert.deepEqual(facts(differenceOf(before.resources, after.resources)), [
      "~ alarms-email: sns.TopicSubscription endpoint",
    ]);
    assert.doesNotMatch(readFileSync("docs/stacks.md", "utf8"), /\d{12}|\b(?:eu|us|ap)-[a-z]+-\d|\w@\w/);
  });

  it("has an effect for each key that differs", () => {
    for (const { key, difference } of swapped) assert.notDeepEqual(facts(difference), [], key);
  });
});

/** Every key of the program as dev has it, so that nothing but the name is prod's. */
const valuesOf = (
  dev: Readonly<Record<string, Setting>>,
  declared: Readonly<Record<string, Declared>>,
): Readonly<Record<string, Setting>> =>
  Object.fromEntries(
    Object.entries(declared).map(([key, { default: usual }]) => [key, dev[own + key] ?? (usual as Setting)]),
  );
