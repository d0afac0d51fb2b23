import assert from "node:assert/strict";
import { rules, verdicts, waivers } from "../../policy";
import { securityPage } from "../../policy/security-page";
import { golden } from "../golden";
import { permissions, resourceList } from "./describe";
import { permissionsPage } from "./permissions-page";
import { everythingOn, judged, runStack, sampled, type StackRun } from "./stacks";

describe("the whole program", () => {
  const runs = new Map<string, StackRun>();
  const run = (name: string) => runs.get(name)!;
  const names = ["dev", "prod", "everything on"];

  before(async function () {
    this.timeout(120_000);
    runs.set("dev", await runStack("dev"));
    runs.set("prod", await runStack("prod"));
    runs.set("everything on", await runStack("prod", everythingOn, sampled));
  });

  it("puts the warehouse's network into the zones that a stack names", async () => {
    const warehouseZones = ["eu-central-1c", "eu-central-1a", "eu-central-1d"];
    const { resources } = await runStack("prod", { ...everythingOn, warehouseZones });
    assert.deepEqual(
      resources
        .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
        .map(({ inputs }) => inputs["availabilityZone"]),
      warehouseZones,
    );
  });

  for (const name of names) {
    const folder = `test/golden/program/${name.replaceAll(" ", "-")}`;

    it(`registers for ${name} the resources of its golden list`, () =>
      golden(`${folder}/resources.txt`, resourceList(run(name).resources)));

    it(`lets the roles of ${name} do what the golden list says`, () =>
      golden(
        `${folder}/permissions.txt`,
        permissions(run(name).resources)
          .map(({ role, action, resource, condition }) =>
            `${role}: ${action} on ${resource} ${condition}`.trim(),
          )
          .join("\n"),
      ));

    it(`breaks no rule in ${name}`, () => {
      const broken = verdicts(judged(name, run(name))).filter(({ status }) => status === "broken");
      const told = broken.flatMap(({ rule, faults }) =>
        faults.map(({ resource, message }) => `${rule.number} ${rule.title}: ${resource.name} ${message}`),
      );
      assert.deepEqual(told, []);
    });
  }

  for (const [name, dataset] of [
    ["prod", "mhealth"],
    ["everything on", "prices"],
  ] as const)
    it(`has for ${dataset} in ${name} the state machine of the golden definition`, () => {
      const machine = run(name).resources.find(
        (each) => each.type === "aws:sfn/stateMachine:StateMachine" && each.name === dataset,
      );
      const definition = JSON.parse(machine?.inputs["definition"] as string) as object;
      const text = JSON.stringify(definition, undefined, 2);
      const folder = `test/golden/program/${name.replaceAll(" ", "-")}`;
      // A change of a script is no change of the machine.
      golden(`${folder}/${dataset}.asl.json`, text.replaceAll(/\/[0-9a-f]{16}\//g, "/(hash)/"));
    });

  it("says in docs/permissions.md what each role may do", () =>
    golden("docs/permissions.md", permissionsPage(permissions(run("everything on").resources))));

  it("says in docs/security.md what becomes of each rule", () =>
    golden(
      "docs/security.md",
      securityPage(names.map((name) => ({ name, verdicts: verdicts(judged(name, run(name))) }))),
    ));

  it("needs every waiver", () => {
    const used = new Set(
      names.flatMap((name) => verdicts(judged(name, run(name))).flatMap((verdict) => verdict.waivers)),
    );
    assert.deepEqual(
      waivers.filter((waiver) => !used.has(waiver)),
      [],
    );
    assert.ok(rules.length > 100);
  });
});
