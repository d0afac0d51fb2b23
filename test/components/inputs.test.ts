import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Alarms, Credentials, DataLake, Warehouse } from "../../components";
import { prices } from "../../datasets/prices";
import { find, record, type Registered } from "./record";

/** A value as another stack gives it: known only once its outputs are read. */
const later = <T>(value: T): pulumi.Output<T> =>
  pulumi.output(Promise.resolve(value)) as unknown as pulumi.Output<T>;

describe("components with values of another stack", () => {
  let resources: readonly Registered[];
  before(async () => {
    resources = await record(() => {
      const lake = new DataLake("lake", { database: later("Data-Lake") });
      const alarms = new Alarms("alarms", { lake, email: later("data@example.org") });
      new Credentials("credentials", { lake, value: later("key") });
      new Warehouse("warehouse", {
        lake,
        alarms,
        datasets: [prices],
        database: later("analytics"),
        cidrBlock: later("10.9.8.0/24" as const),
        availabilityZones: later(["eu-central-1c", "eu-central-1a", "eu-central-1b"] as const),
      });
    });
  });
  const inputsOf = (name: string, type?: string) => find(resources, name, type).inputs;

  it("name the databases by them", () => {
    assert.equal(inputsOf("lake-database")["name"], "data_lake");
    assert.equal(inputsOf("warehouse", "aws:redshiftserverless/namespace:Namespace")["dbName"], "analytics");
  });

  it("lay the network into their zones and addresses, and stay in these zones", () => {
    assert.equal(inputsOf("warehouse-network", "aws:ec2/vpc:Vpc")["cidrBlock"], "10.9.8.0/24");
    const subnets = resources.filter(({ type }) => type === "aws:ec2/subnet:Subnet");
    assert.deepEqual(
      subnets.map(({ inputs, ignoreChanges }) => [
        inputs["availabilityZone"],
        inputs["cidrBlock"],
        ignoreChanges,
      ]),
      [
        ["eu-central-1c", "10.9.8.0/26", undefined],
        ["eu-central-1a", "10.9.8.64/26", undefined],
        ["eu-central-1b", "10.9.8.128/26", undefined],
      ],
    );
  });

  it("send alarms and credentials where they say", () => {
    assert.equal(inputsOf("alarms-email")["endpoint"], "data@example.org");
    assert.deepEqual(inputsOf("credentials-value")["secretString"], { secret: true, value: "key" });
  });
});
