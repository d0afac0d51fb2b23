import * as pulumi from "@pulumi/pulumi";

/**
 * Loads the descriptions of data sets. One that makes no sense is refused with the error that Pulumi prints without a stack
 * trace; any other error is a fault of the code, and keeps its trace.
 */
export function loadDatasets<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    const { name, message } = error as Error;
    throw name === "InvalidDataset" ? new pulumi.RunError(`${name}: ${message}`) : error;
  }
}
