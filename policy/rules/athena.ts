/** Rules 61 to 66: Athena's workgroups. */
import { all, described, each, isOwnKey, tagged, together, type Rule } from "../check";
import { aws, input, isText, ofType, namesOf } from "../resource";
import { daysUntilRemoved, lifecycleOf } from "./lifecycle";

const workgroup = all(aws("athena", "Workgroup"));
const documented = all(aws("athena", "Workgroup"), aws("athena", "DataCatalog"));

/** The minimum that Athena accepts as a limit: 10 MB. */
const leastCutoff = 10_485_760;

export const athena: readonly Rule[] = [
  {
    number: 61,
    ids: ["Athena.1", "CKV_AWS_77", "CKV_AWS_159", "aws-athena-workgroup-disallow-unencrypted-workgroup"],
    mark: "default",
    title: "Query results are encrypted.",
    ...each(
      workgroup,
      (resource) => {
        const managed = "configuration.managedQueryResultsConfiguration";
        return (
          isText(
            input(resource, "configuration.resultConfiguration.encryptionConfiguration.encryptionOption"),
          ) ||
          (input(resource, `${managed}.enabled`) === true &&
            isOwnKey(input(resource, `${managed}.encryptionConfiguration.kmsKey`)))
        );
      },
      "does not encrypt results",
    ),
  },
  {
    number: 62,
    ids: ["Athena.4"],
    mark: "default",
    title: "Workgroups publish metrics.",
    ...each(
      workgroup,
      (resource) => input(resource, "configuration.publishCloudwatchMetricsEnabled") === true,
      "publishes no metrics",
    ),
  },
  {
    number: 63,
    ids: ["CKV_AWS_82", "aws-athena-workgroup-enforce-configuration"],
    mark: "default",
    title: "A client cannot override the workgroup's settings.",
    ...each(
      workgroup,
      (resource) => input(resource, "configuration.enforceWorkgroupConfiguration") === true,
      "lets clients override its settings",
    ),
  },
  {
    number: 64,
    ids: ["own"],
    mark: "default",
    title: "A query that reads too much is stopped.",
    ...each(
      workgroup,
      (resource) => Number(input(resource, "configuration.bytesScannedCutoffPerQuery")) >= leastCutoff,
      "has no limit on what a query reads",
    ),
  },
  {
    number: 65,
    ids: ["aws-athena-workgroup-missing-description", "Athena.2", "Athena.3"],
    mark: "default",
    title: "Workgroups and data catalogs are described and tagged.",
    ...together(each(documented, described, "has no description"), each(documented, tagged, "has no tag")),
  },
  {
    number: 66,
    ids: ["own"],
    mark: "default",
    title: "Query results are removed after thirty days at most.",
    ...each(
      workgroup,
      (resource, stack) => {
        const location = input(resource, "configuration.resultConfiguration.outputLocation");
        // Results that Athena manages are kept for a day.
        if (!isText(location))
          return input(resource, "configuration.managedQueryResultsConfiguration.enabled") === true;
        const [, name = "", key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location) ?? [];
        const bucket = ofType(stack, aws("s3", "Bucket")).find((candidate) =>
          namesOf(candidate).includes(name),
        );
        return bucket !== undefined && daysUntilRemoved(lifecycleOf(stack, bucket), key) <= 30;
      },
      "keeps results for more than thirty days",
    ),
  },
];
