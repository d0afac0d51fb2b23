import { golden } from "../golden";
import { picture } from "./picture";
import type { Registered } from "./record";
import { recorded } from "./recorded";

const plain = [
  "DataLake lake",
  "Alarms alarms",
  "Credentials credentials",
  "IngestFn ingest",
  "ConvertFn convert",
  "GlueTransform transform",
  "PublishFn publish",
  "Pipeline mhealth",
  "Schedule daily",
  "Warehouse warehouse",
  "LoadFn load",
  "AnalyzeFn analyze",
  "GlueAnalyze sample",
];

for (const [suite, platform, components] of [
  ["defaults", "plain", plain],
  ["everything", "full", [...plain, "GlueConvert convert-spark"]],
] as const)
  describe(`components with ${suite === "everything" ? "everything set" : suite}`, () => {
    let resources: readonly Registered[];
    before(async () => {
      resources = await recorded(platform);
    });
    for (const component of components)
      it(`${component} registers its children with exactly these inputs`, () =>
        golden(
          `test/golden/components/${component.split(" ")[0]!}.${suite}.yaml`,
          picture(resources, component),
        ));
  });
