import assert from "node:assert/strict";
import { DataLake } from "../../components";
import { titleOf } from "./picture";
import { fullPlatform } from "./platform";
import { recorded } from "./recorded";
import { find, record, type Registered } from "./record";

const isComponent = ({ type }: Registered) => type.startsWith("data-flow:aws:");

for (const platform of ["plain", "full"] as const)
  describe(`components of a ${platform} platform`, () => {
    let resources: readonly Registered[];
    before(async () => {
      resources = await recorded(platform);
    });
    const parentOf = ({ parent }: Registered) => resources.find(({ urn }) => urn === parent);

    it("are the parents of all other resources", () => {
      for (const each of resources.filter((one) => !isComponent(one))) {
        const above = parentOf(each);
        assert.ok(above && isComponent(above), titleOf(each));
      }
    });

    it("give their name to all their children", () => {
      for (const each of resources) {
        const above = parentOf(each);
        if (above)
          assert.ok(each.name === above.name || each.name.startsWith(`${above.name}-`), titleOf(each));
      }
    });

    it("give it unchanged to their main child alone", () => {
      for (const component of resources.filter(isComponent)) {
        const main = resources.filter((each) => parentOf(each) === component && each.name === component.name);
        assert.equal(main.length, 1, titleOf(component));
      }
    });

    it("give each role one inline policy and no other", () => {
      assert.deepEqual(
        resources.filter(({ type }) => /PolicyAttachment|iam\/policy:/.test(type)),
        [],
      );
      for (const role of resources.filter(({ type }) => type === "aws:iam/role:Role")) {
        const policies = resources.filter(
          ({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs["role"] === role.id,
        );
        assert.deepEqual(
          policies.map(({ name }) => name),
          [role.name.replace(/role$/, "policy")],
        );
        for (const property of ["managedPolicyArns", "inlinePolicies"])
          assert.ok(!(property in role.inputs), role.name);
      }
    });

    it("let no one use a role before its policy is there", () => {
      const users = resources.filter(({ type }) => /:(Function|Job|StateMachine|Schedule)$/.test(type));
      for (const user of users.filter((each) => !isComponent(each)))
        assert.ok(
          user.dependencies.includes(
            find(resources, `${user.name}-policy`, "aws:iam/rolePolicy:RolePolicy").urn,
          ),
          titleOf(user),
        );
    });

    it("set versioning before the rules on old versions", () => {
      const lifecycle = find(resources, "lake-lifecycle");
      assert.ok(lifecycle.dependencies.includes(find(resources, "lake-versioning").urn));
    });

    it("put no Output into a text", () => {
      assert.doesNotMatch(JSON.stringify(resources), /Calling \[|\[object |undefined\/|\/undefined/);
    });

    it(`${platform === "plain" ? "keep" : "let go of"} what holds data when they are destroyed`, () => {
      const kept = resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete).map(titleOf);
      assert.deepEqual(
        kept,
        platform === "plain"
          ? [
              "glue.CatalogDatabase lake-database",
              "kms.Key warehouse-key",
              "redshiftserverless.Namespace warehouse",
              "s3.Bucket lake",
            ]
          : [],
      );
      const emptied = find(resources, "lake", "aws:s3/bucket:Bucket").inputs["forceDestroy"];
      assert.equal(emptied, platform === "full");
    });
  });

describe("two platforms in one stack", () => {
  let resources: readonly Registered[];
  before(async () => {
    resources = await record(() => {
      fullPlatform({ prefix: "one-" });
      fullPlatform({ prefix: "two-" });
    });
  });
  const twice = (texts: readonly string[]) => texts.filter((text, index) => texts.indexOf(text) !== index);

  it("have no URN twice", () => assert.deepEqual(twice(resources.map(({ urn }) => urn)), []));

  it("have no name in AWS twice", () => {
    const names = resources.flatMap(({ type, inputs: { name } }) =>
      typeof name === "string" ? [`${type} ${name}`] : [],
    );
    assert.ok(names.length > 0);
    assert.deepEqual(twice(names), []);
  });

  it("have no object in the lake twice", () => {
    const keys = resources.flatMap(({ inputs: { bucket, key } }) =>
      typeof key === "string" ? [`${String(bucket)} ${key}`] : [],
    );
    assert.ok(keys.length > 0);
    assert.deepEqual(twice(keys), []);
  });
});

describe("a lake to be kept", () => {
  it("keeps its key and the log of who read what, too", async () => {
    const resources = await record(() => new DataLake("lake", { customerKey: true, accessLogs: true }));
    assert.deepEqual(
      resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete).map(({ name }) => name),
      ["lake-database", "lake-key", "lake", "lake-access"],
    );
  });
});
