import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { datasets } from "../../datasets";
import { parseSettings } from "../../stack/parse";
import { settings, type Setting } from "../../stack/settings";

type Values = Readonly<Record<string, unknown>>;
const read = (file: string) =>
  parse(readFileSync(file, "utf8")) as { readonly name?: string; readonly config: Values };
const project = read("Pulumi.yaml");

describe("Pulumi.yaml", () => {
  it("declares exactly the settings", () =>
    assert.deepEqual(
      Object.keys(project.config).filter((key) => !key.startsWith("pulumi:")),
      Object.keys(settings),
    ));

  for (const [key, setting] of Object.entries<Setting>(settings))
    it(`declares ${key} as stack/settings.ts does`, () => {
      const { type, items, description } = setting;
      // Not "secret": Pulumi would refuse a stack without one, and the default in plain text.
      assert.deepEqual(project.config[key], {
        type,
        ...(items ? { items: { type: items } } : {}),
        description,
        default: setting.default,
      });
    });
});

describe("the settings", () => {
  it("have a sentence each", () => {
    for (const { description } of Object.values<Setting>(settings)) assert.match(description, /^[A-Z].*\.$/);
  });
});

const stacks = readdirSync(".").filter((file) => /^Pulumi\..+\.yaml$/.test(file));

describe("the stacks", () => {
  it("are dev, prod and whatever was added", () => {
    for (const file of ["Pulumi.dev.yaml", "Pulumi.prod.yaml"]) assert.ok(stacks.includes(file), file);
  });
});

for (const file of stacks)
  describe(file, () => {
    const { config } = read(file);
    const own = Object.entries(config).flatMap(([key, value]): [string, string][] =>
      key.startsWith(`${project.name}:`)
        ? [[key.slice(project.name!.length + 1), typeof value === "string" ? value : JSON.stringify(value)]]
        : [],
    );

    it("has settings without a fault", () => {
      assert.ok(own.length > 0);
      const isSecret = (key: string) =>
        Object.hasOwn(Object(config[`${project.name}:${key}`]) as object, "secure");
      parseSettings(Object.fromEntries(own), datasets, isSecret);
    });

    it("has keys of this project and of the AWS provider alone", () =>
      assert.deepEqual(
        Object.keys(config).filter((key) => !/^(data-flow|aws):/.test(key)),
        [],
      ));

    it("names the account that it is for", () => {
      const ids = config["aws:allowedAccountIds"] as unknown[];
      assert.ok(ids.length === 1 && /^\d{12}$/.test(ids[0] as string));
    });

    it("names a region", () => assert.match(config["aws:region"] as string, /^[a-z]+-[a-z]+-\d$/));

    it("tags what it makes with project and stack", () =>
      assert.deepEqual(config["aws:defaultTags"], {
        tags: { project: project.name, stack: file.split(".")[1] },
      }));
  });
