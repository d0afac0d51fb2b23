/** The state of every rule in every stack, as a page for people. Pure. */
import { type Rule } from "./check";
import { services } from "./rules";
import { type Verdict } from "./verdicts";
import { wildcards } from "./wildcards";

/** A stack and the verdict of every rule on it. */
export interface JudgedStack {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
}

const words = { holds: "holds", waived: "waived", "not applicable": "–", broken: "**broken**" } as const;

const marks: Readonly<Record<Rule["mark"], string>> = {
  default: "",
  production: " _(production)_",
  optional: " _(if switched on)_",
  waived: "",
};

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;

/** The ids of a rule; three or more consecutive ids become a range. */
function idsOf({ ids }: Rule): string {
  const runs: string[][] = [];
  for (const id of ids) {
    const last = runs.at(-1);
    if (last && isNext(last.at(-1) ?? "", id)) last.push(id);
    else runs.push([id]);
  }
  return runs
    .map((run) => (run.length > 2 ? `${run[0]} … ${numberOf(run.at(-1) ?? "")}` : run.join(", ")))
    .join(", ")
    .replace(/^own$/, "this project");
}

const numberOf = (id: string) => /\d+$/.exec(id)?.[0] ?? "";
const isNext = (id: string, next: string) =>
  numberOf(id) !== "" && next === `${id.slice(0, -numberOf(id).length)}${Number(numberOf(id)) + 1}`;

/** Why a rule is waived: entirely, or for some resources in some stacks. */
function reasons(rule: Rule, stacks: readonly JudgedStack[]): readonly string[] {
  if (rule.mark === "waived") return [rule.waiver];
  const used = new Map(
    stacks.flatMap(({ name, verdicts }) =>
      verdicts
        .filter((verdict) => verdict.rule === rule)
        .flatMap(({ waivers }) => waivers.map((waiver) => [waiver, name] as const)),
    ),
  );
  return [...used.keys()].map(({ resource, reason }) =>
    resource === "*" ? reason : `\`${resource}\`: ${reason}`,
  );
}

function table(rules: readonly Rule[], stacks: readonly JudgedStack[]): readonly string[] {
  const waived = rules.flatMap((rule) =>
    reasons(rule, stacks).map((reason) => `- ${rule.number}: ${reason}`),
  );
  return [
    row(["#", "What must hold", ...stacks.map(({ name }) => name), "Asked for by"]),
    row(["-:", "-", ...stacks.map(() => "-"), "-"]),
    ...rules.map((rule) =>
      row([
        String(rule.number),
        `${rule.title}${marks[rule.mark]}`,
        ...stacks.map(({ verdicts }) => {
          const verdict = verdicts.find((each) => each.rule === rule);
          if (!verdict) return "";
          // A rule that is waived for some resources holds for all others.
          const but = verdict.waivers.map(({ resource }) => resource).filter((resource) => resource !== "*");
          return but.length > 0 && verdict.status === "waived"
            ? `holds, but for ${[...new Set(but)].map((resource) => `\`${resource}\``).join(", ")}`
            : words[verdict.status];
        }),
        idsOf(rule),
      ]),
    ),
    ...(waived.length > 0 ? ["", "Waived, because:", "", ...waived] : []),
  ];
}

/** How many rules have each state, per stack. */
const summary = (stacks: readonly JudgedStack[]): readonly string[] => [
  row(["stack", "holds", "waived", "not applicable", "broken"]),
  row(["-", "-:", "-:", "-:", "-:"]),
  ...stacks.map(({ name, verdicts }) =>
    row([
      name,
      ...(["holds", "waived", "not applicable", "broken"] as const).map((state) =>
        String(verdicts.filter(({ status }) => status === state).length),
      ),
    ]),
  ),
];

/** What a role may do on all resources, and why. */
const onEverything = wildcards.map(
  ({ actions, condition, reason }) =>
    `- ${actions.map((action) => `\`${action}\``).join(", ")}${condition ? ` (with \`${condition}\`)` : ""}: ${reason}`,
);

/** The Markdown page: one table per service, with the reason of every waiver below it. */
export const securityPage = (stacks: readonly JudgedStack[]): string =>
  [
    "# Security and reliability",
    "",
    "Derived from the rules in `policy/` and from what the program registers; do not edit by hand.",
    "",
    "Each rule is one check over every resource of a stack. **holds**: all resources keep to it, **but for** those that are named;",
    "**waived**: it is not followed; the reasons stand below the table; **–**: the stack has nothing that the rule is about, or it is a rule",
    "for production only. The ids are those of AWS Security Hub (`S3.1`), cdk-nag (`AwsSolutions-S1`), Checkov",
    "(`CKV_AWS_18`), cfn_nag (`W35`) and Pulumi's compliance policies (`aws-…`).",
    "",
    "`npm run preview` and `npm run up` pass these rules to the Pulumi CLI as a policy pack (`policy/pack/`). The CLI refuses a change that",
    "breaks a rule, also in resources that components of other packages create. Some values are not known before a resource is created: a",
    "rule that needs one waits, the preview lists it, and the update applies it at its end. The production rules apply to every stack except",
    "`dev` and stacks whose names begin with `dev-`. To accept a fault, add it to `policy/waivers.ts` with your reason.",
    "",
    ...summary(stacks),
    ...services.flatMap(([title, rules]) => ["", `## ${title}`, "", ...table(rules, stacks)]),
    "",
    "## Permissions on all resources",
    "",
    "Rule 21 lets a role have these on `*`, and nothing else:",
    "",
    ...onEverything,
    "",
  ].join("\n");
