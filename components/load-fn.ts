import * as pulumi from "@pulumi/pulumi";
import { Fn, lakeVariables, type FnArgs } from "./fn";
import { tablesOf } from "./tables";
import type { Warehouse } from "./warehouse";

export interface LoadFnArgs extends FnArgs {
  /** The warehouse to load the tables into; its data sets must include this function's. */
  readonly warehouse: Warehouse;
}

/** IAM's limit. */
const longestRoleName = 64;

/**
 * Updates the warehouse's table to the published one, and that of the data set's analysis too. Each call asks Redshift
 * for the state of the load and returns; it never waits.
 *
 * @example
 * const lake = new DataLake("lake");
 * const alarms = new Alarms("alarms", { lake });
 * const warehouse = new Warehouse("warehouse", { lake, alarms, datasets: [mhealth] });
 * new LoadFn("mhealth-load", { lake, dataset: mhealth, warehouse });
 */
export class LoadFn extends Fn {
  constructor(name: string, args: LoadFnArgs, opts?: pulumi.ComponentResourceOptions) {
    const { lake, dataset, warehouse } = args;
    const { grants } = lake;
    if (!warehouse.datasets.includes(dataset.name))
      throw new pulumi.RunError(
        `${name} loads ${dataset.name}, which the warehouse may not read: add it to the warehouse's datasets.`,
      );
    // To Redshift the role is a database user of the same name, who owns what it makes: it must stay the same.
    const roleName = `${pulumi.getProject()}-${pulumi.getStack()}-${name}-role`;
    if (roleName.length > longestRoleName)
      throw new pulumi.RunError(
        `The role of ${name} would be called ${roleName}, which has ${roleName.length} characters; IAM allows ` +
          `${longestRoleName}. Shorten the name of the project, of the stack or of the data set by ` +
          `${roleName.length - longestRoleName}.`,
      );
    super(
      "data-flow:aws:LoadFn",
      name,
      args,
      {
        handler: "load",
        description: "loads the published table into the warehouse",
        roleName,
        grants: [
          ...tablesOf(dataset).flatMap((table) => [
            ...grants.list(table, "state"),
            ...grants.read(table, "state"),
            ...grants.write(table, "state"),
          ]),
          ...warehouse.load(),
        ],
        environment: {
          ...lakeVariables(lake),
          WAREHOUSE_WORKGROUP: warehouse.workgroup.workgroupName,
          WAREHOUSE_DATABASE: warehouse.namespace.dbName,
        },
      },
      opts,
    );
  }
}
