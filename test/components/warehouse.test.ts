import assert from "node:assert/strict";
import { Alarms, DataLake, LoadFn, Warehouse, type WarehouseArgs } from "../../components";
import { mhealth } from "../../datasets/mhealth";
import { prices } from "../../datasets/prices";
import { somewhere } from "../program/outputs";
import { find, record, type Registered } from "./record";
import { recorded } from "./recorded";

const warehouse = (args: Partial<WarehouseArgs> = {}, customerKey = false) => {
  const lake = new DataLake("lake", { customerKey });
  const alarms = new Alarms("alarms", { lake });
  return new Warehouse("warehouse", { lake, alarms, datasets: [prices], ...args });
};
const keysOf = (resources: readonly Registered[]) =>
  resources.filter(({ type }) => type === "aws:kms/key:Key").map(({ name }) => name);

describe("a warehouse", () => {
  it("has a key of its own where the lake has none, which can be changed, else the lake's", async () => {
    const own = await record(() => warehouse({ transform: { key: { deletionWindowInDays: 9 } } }));
    assert.deepEqual(keysOf(own), ["warehouse-key"]);
    assert.equal(find(own, "warehouse-key", "aws:kms/key:Key").inputs["deletionWindowInDays"], 9);
    const shared = await record(() => warehouse({}, true));
    assert.deepEqual(keysOf(shared), ["lake-key"]);
    assert.equal(
      find(shared, "warehouse", "aws:redshiftserverless/namespace:Namespace").inputs["kmsKeyId"],
      find(shared, "lake-key", "aws:kms/key:Key").outputs["arn"],
    );
  });

  it("logs into groups that are there before, by the names that Redshift makes up", async () => {
    const resources = await recorded("plain");
    const space = find(resources, "warehouse", "aws:redshiftserverless/namespace:Namespace");
    for (const [name, log] of [
      ["connection", "connectionlog"],
      ["user", "userlog"],
      ["activity", "useractivitylog"],
    ] as const) {
      const group = find(resources, `warehouse-${name}-logs`);
      assert.equal(group.inputs["name"], `/aws/redshift/${String(space.inputs["namespaceName"])}/${log}`);
      assert.ok(space.dependencies.includes(group.urn), name);
    }
  });

  it("is reached by no address and reaches none but the lake's", async () => {
    const resources = await recorded("full");
    const ofType = (pattern: RegExp) => resources.filter(({ type }) => pattern.test(type));
    assert.deepEqual(ofType(/InternetGateway|NatGateway|SecurityGroupIngressRule|ec2\/route:/), []);
    assert.deepEqual(
      ofType(/ec2\/subnet:/).map(({ inputs }) => [inputs["availabilityZone"], inputs["cidrBlock"]]),
      [
        ["eu-central-1b", "192.168.7.0/26"],
        ["eu-central-1c", "192.168.7.64/26"],
        ["eu-central-1d", "192.168.7.128/26"],
      ],
    );
    const policy = String(find(resources, "warehouse-network-s3").inputs["policy"]);
    const lake = find(resources, "lake", "aws:s3/bucket:Bucket").outputs["arn"] as string;
    assert.deepEqual(
      (JSON.parse(policy) as { Statement: { Resource: string[] }[] }).Statement.map(
        ({ Resource }) => Resource,
      ),
      [[lake, `${lake}/*`]],
    );
  });

  it("stays in the first zones of the region, and moves to those that are given", async () => {
    const subnets = async (platform: "plain" | "full") =>
      (await recorded(platform)).filter(({ type }) => /ec2\/subnet:/.test(type));
    for (const subnet of await subnets("plain"))
      assert.deepEqual(subnet.ignoreChanges, ["availabilityZone"], subnet.name);
    for (const subnet of await subnets("full")) {
      assert.equal(subnet.ignoreChanges, undefined, subnet.name);
      // Two subnets cannot have the same addresses.
      assert.equal(subnet.deleteBeforeReplace, true, subnet.name);
    }
  });

  it("needs three zones, and says so in a region that has fewer", async () => {
    const few = { ...somewhere, zones: 2 };
    await assert.rejects(
      record(() => warehouse(), { place: few }),
      /The region eu-central-1 offers this account 2 availability zones; three are needed\. Choose another region\./,
    );
  });

  it("lets Redshift read what is loaded, and nothing of another data set", async () => {
    const { policy } = find(await record(() => warehouse()), "warehouse-policy").inputs;
    assert.doesNotMatch(policy as string, /mhealth|\/raw\/|PutObject|DeleteObject/);
    assert.match(policy as string, /processed\/prices_posterior\/\*/);
  });
});

describe("a function that loads", () => {
  it("has a role whose name stays, since Redshift knows its user by it", async () => {
    const resources = await recorded("plain");
    assert.equal(find(resources, "load-role").inputs["name"], "data-flow-dev-load-role");
  });

  it("is refused a name that is too long for its role's", async () => {
    const load = (name: string) =>
      record(() => {
        const lake = new DataLake("lake");
        const alarms = new Alarms("alarms", { lake });
        const to = new Warehouse("warehouse", { lake, alarms, datasets: [prices] });
        new LoadFn(name, { lake, dataset: prices, warehouse: to });
      });
    const longest = "x".repeat(64 - "data-flow-dev-".length - "-role".length);
    assert.equal(
      find(await load(longest), `${longest}-role`).inputs["name"],
      `data-flow-dev-${longest}-role`,
    );
    await assert.rejects(load(`${longest}x`), {
      message:
        `The role of ${longest}x would be called data-flow-dev-${longest}x-role, which has 65 characters; IAM ` +
        "allows 64. Shorten the name of the project, of the stack or of the data set by 1.",
    });
  });

  it("is refused a data set that the warehouse may not read", () =>
    assert.rejects(
      record(() => {
        const lake = new DataLake("lake");
        const alarms = new Alarms("alarms", { lake });
        const other = new Warehouse("warehouse", { lake, alarms, datasets: [prices] });
        new LoadFn("load", { lake, dataset: mhealth, warehouse: other });
      }),
      /load loads mhealth, which the warehouse may not read: add it to the warehouse's datasets\./,
    ));

  it("asks after its own statements only", async () => {
    const { policy } = find(await recorded("plain"), "load-policy").inputs;
    const { Statement } = JSON.parse(policy as string) as {
      Statement: { Action: string[]; Resource: string[]; Condition?: object }[];
    };
    const asking = Statement.filter(({ Action }) => Action.includes("redshift-data:GetStatementResult"));
    assert.deepEqual(
      asking.map(({ Condition }) => Condition),
      [{ StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } }],
    );
    const sending = Statement.filter(({ Action }) =>
      Action.some((each) => /Execute|GetCredentials/.test(each)),
    );
    assert.ok(sending.length > 0 && sending.every(({ Resource }) => /:workgroup\//.test(Resource.join())));
  });
});
