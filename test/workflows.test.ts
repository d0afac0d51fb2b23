import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

interface Step {
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly id?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

type Permissions = string | Readonly<Record<string, string>>;

interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Permissions;
  readonly "timeout-minutes"?: number;
  readonly strategy?: { readonly matrix?: { readonly include?: readonly Target[] } };
  readonly steps?: readonly Step[];
}

interface Target {
  readonly stack: string;
  readonly role: string;
  readonly backend: string;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = ".github/workflows";
const texts = Object.fromEntries(
  readdirSync(folder).map((file) => [file, readFileSync(`${folder}/${file}`, "utf8")]),
);
const workflows = Object.fromEntries(
  Object.entries(texts).map(([file, text]) => [file, parse(text) as Workflow]),
);
const jobs = Object.entries(workflows).flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ where: `${file}: ${name}`, file, workflow, job })),
);
const stepsOf = ({ steps = [] }: Job) => steps;
const assumesRole = (job: Job) =>
  stepsOf(job).some(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"));
const may = (permissions: Permissions | undefined, what: string) =>
  permissions === "write-all" || (typeof permissions === "object" && permissions[what] === "write");

describe("workflows", () => {
  it("are the four", () => {
    assert.deepEqual(Object.keys(workflows).sort(), ["deploy.yml", "drift.yml", "preview.yml", "test.yml"]);
  });

  it("never run for a pull request with the rights of the target", () => {
    for (const [file, { on }] of Object.entries(workflows))
      for (const event of ["pull_request_target", "workflow_run", "issue_comment"])
        assert.ok(!(event in on), `${file}: ${event}`);
  });

  it("know no stored key", () => {
    for (const [file, text] of Object.entries(texts)) {
      assert.doesNotMatch(text, /secrets\.|secrets:\s*inherit/, file);
      assert.doesNotMatch(text, /access[-_]key|PULUMI_ACCESS_TOKEN|PASSPHRASE/i, file);
    }
  });

  it("take on the role of the stack that they look at or deploy", () => {
    const roles: Readonly<Record<string, string>> = {
      preview: "PREVIEW",
      look: "PREVIEW",
      dev: "DEPLOY",
      prod: "DEPLOY",
    };
    for (const { where, job } of jobs.filter(({ job }) => assumesRole(job))) {
      const name = where.split(": ")[1] ?? "";
      const text = JSON.stringify(job);
      const targets = job.strategy?.matrix?.include;
      for (const stack of targets?.map((target) => target.stack) ?? [name]) {
        const role = `\${{ vars.AWS_${roles[name]}_ROLE_${stack.toUpperCase()} }}`;
        const backend = `\${{ vars.PULUMI_BACKEND_URL_${stack.toUpperCase()} }}`;
        const target = targets?.find((each) => each.stack === stack);
        if (target) assert.deepEqual(target, { stack, role, backend }, where);
        else assert.ok(text.includes(role) && text.includes(backend), where);
      }
      const given = stepsOf(job).flatMap(({ with: inputs }) => inputs?.["role-to-assume"] ?? []);
      assert.equal(given.length, 1, where);
      if (targets) assert.deepEqual(given, ["${{ matrix.role }}"], where);
    }
  });

  it("give an identity token to the jobs that take a role on, and to no other", () => {
    for (const { where, workflow, job } of jobs) {
      assert.equal(may(job.permissions, "id-token"), assumesRole(job), where);
      assert.ok(!may(workflow.permissions, "id-token"), where);
    }
    assert.ok(jobs.some(({ job }) => assumesRole(job)));
  });

  it("say what every job may do, and let none write contents", () => {
    for (const { where, workflow, job } of jobs) {
      assert.equal(typeof workflow.permissions, "object", where);
      assert.ok(job.permissions !== undefined || where === "test.yml: test", where);
      assert.ok(!may(job.permissions, "contents") && !may(workflow.permissions, "contents"), where);
    }
    assert.deepEqual(workflows["test.yml"]?.permissions, { contents: "read" });
  });

  it("preview only what is not a fork's", () => {
    const job = workflows["preview.yml"]?.jobs["preview"];
    const guard = /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && /;
    assert.match(job?.if ?? "", guard);
    assert.doesNotMatch(job?.if ?? "", /\|\|/);
    assert.deepEqual(
      job?.strategy?.matrix?.include?.map(({ stack }) => stack),
      ["dev", "prod"],
    );
  });

  it("put into a pull request what its contracts change, and what that compares, without a cloud", () => {
    const job = workflows["preview.yml"]?.jobs["plan"];
    assert.match(
      job?.if ?? "",
      /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && [^|]*$/,
    );
    assert.deepEqual(job?.permissions, { contents: "read", "pull-requests": "write" });
    const steps = stepsOf(job);
    const base = steps.find(({ with: inputs }) => inputs?.["path"] === "base")?.with;
    assert.equal(base?.["ref"], "${{ github.event.pull_request.base.sha }}");
    const runs = steps.map(({ run = "" }) => run);
    const at = (pattern: RegExp) => runs.findIndex((run) => pattern.test(run));
    const order = [
      at(/^npm ci$/),
      at(
        /^set -o pipefail\n[\s\S]*compares the golden plans of the base branch[\s\S]*looks at no store[\s\S]* plan --golden base\/test\/golden /,
      ),
      at(/^node scripts\/comment\.js .* "\$OUTCOME" /),
    ];
    assert.ok(
      order.every((place) => place > 0),
      order.join(),
    );
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });

  it("do nothing for a stack whose role is not set", () => {
    const matrices = jobs.filter(({ job }) => job.strategy?.matrix !== undefined);
    assert.deepEqual(
      matrices.map(({ where }) => where),
      ["drift.yml: look", "preview.yml: preview"],
    );
    for (const { where, job } of matrices)
      for (const step of stepsOf(job))
        assert.match(step.if ?? "", /^matrix\.role != ''( && |$)/, `${where}: ${step.uses ?? step.run}`);
  });

  it("take a role on for a pull request in no other workflow", () => {
    for (const { where, workflow, job } of jobs)
      if ("pull_request" in workflow.on && where !== "preview.yml: preview")
        assert.ok(!assumesRole(job), where);
  });

  it("install before there are credentials, and run no package's script where a token may be asked for", () => {
    for (const { where, job } of jobs.filter(({ job }) => may(job.permissions, "id-token"))) {
      const steps = stepsOf(job);
      const installs = steps.flatMap(({ run = "" }, at) => (/\bnpm (ci|i|install)\b/.test(run) ? [at] : []));
      const role = steps.findIndex(({ uses }) => uses?.startsWith("aws-actions/"));
      assert.ok(installs.length === 1 && installs[0]! < role, where);
      assert.equal(steps[installs[0]!]!.run, "npm ci --ignore-scripts", where);
    }
  });

  it("preview before they deploy: by npm, which checks the types, and not by the action, whose up skips the preview", () => {
    for (const { where, job } of jobs)
      for (const { uses, with: inputs, run = "" } of stepsOf(job)) {
        if (uses?.startsWith("pulumi/actions@"))
          assert.deepEqual(inputs, { "pulumi-version": "^3.259.0" }, `${where}: only installs the CLI`);
        assert.doesNotMatch(run, /--skip-preview|-f\b|\bpulumi (up|update|preview)\b/, where);
      }
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const before of ["prepreview", "preup"])
      assert.equal(scripts[before], "npm run --silent typecheck", before);
  });

  it("write what became of a preview into the pull request, a failure too, with its diff", () => {
    const steps = stepsOf(workflows["preview.yml"]!.jobs["preview"]!);
    const at = steps.findIndex(({ id }) => id === "preview");
    assert.match(steps[at]?.run ?? "", /^set -o pipefail\n.*npm run --silent preview -- .*--diff.* \| tee /);
    const told = steps[at + 1];
    assert.match(told?.if ?? "", /!cancelled\(\)$/);
    assert.match(told?.run ?? "", /^node scripts\/comment\.js "Preview of \$STACK" "\$OUTCOME" /);
    assert.equal(told?.env?.["OUTCOME"], "${{ steps.preview.outcome }}");
  });

  it("have one check for all previews, which fails with any of them and is there without one, as docs/deploy.md requires it", () => {
    const job = workflows["preview.yml"]!.jobs["previewed"]! as Job & { readonly needs?: string };
    const [step, ...others] = stepsOf(job);
    assert.deepEqual([job.needs, job.if, others], ["preview", "always()", []]);
    assert.equal(step?.run, 'test "$RESULT" = success || test "$RESULT" = skipped');
    assert.deepEqual(step.env, { RESULT: "${{ needs.preview.result }}" });
    assert.match(readFileSync("docs/deploy.md", "utf8"), /the checks `test` and `previewed`/);
  });

  it("deploy each stack in its environment, after the tests, prod after dev", () => {
    const deploy = workflows["deploy.yml"];
    for (const stack of ["dev", "prod"]) {
      const job = deploy?.jobs[stack];
      assert.equal(job?.environment, stack);
      const ups = stepsOf(job).flatMap(({ run = "" }) => (/\bup\b/.test(run) ? [run] : []));
      assert.deepEqual(ups, [`npm run up -- -s ${stack} --yes --non-interactive --diff`]);
    }
    const needs = (name: string) => (deploy?.jobs[name] as { needs?: string } | undefined)?.needs;
    assert.deepEqual([needs("dev"), needs("prod")], ["test", "dev"]);
    assert.deepEqual(deploy?.on, { push: { branches: ["main"] } });
  });

  it("deploy nowhere else", () => {
    for (const { where, job } of jobs)
      for (const { with: inputs, run = "" } of stepsOf(job)) {
        const deploys =
          /^(up|update|destroy|refresh)$/.test(String(inputs?.["command"])) ||
          /\brun (up|destroy)\b/.test(run);
        assert.ok(!deploys || job.environment !== undefined, where);
      }
  });

  it("leave no credentials of the checkout behind", () => {
    for (const { where, job } of jobs)
      for (const { uses, with: inputs } of stepsOf(job))
        if (uses?.startsWith("actions/checkout@"))
          assert.equal(inputs?.["persist-credentials"], false, where);
  });

  it("end every job after a stated time", () => {
    for (const { where, job } of jobs)
      if (job.uses === undefined) assert.ok((job["timeout-minutes"] ?? 0) > 0, where);
  });

  it("pin every action by commit, with its version beside it, and use GitHub's, AWS's and Pulumi's alone", () => {
    const pinned = new Map<string, string>();
    for (const [file, text] of Object.entries(texts))
      for (const [, uses = ""] of text.matchAll(/^\s*(?:- )?uses: (?!\.\/)(.*)$/gm)) {
        const [, action, commit] =
          /^((?:actions|aws-actions)\/[\w-]+|pulumi\/actions)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$/.exec(uses) ??
          [];
        assert.ok(action && commit, `${file}: ${uses}`);
        assert.equal(pinned.get(action) ?? commit, commit, `${file}: two commits of ${action}`);
        pinned.set(action, commit);
      }
    assert.ok(pinned.size >= 6, `${pinned.size} actions`);
  });

  it("put nothing that others write into a shell", () => {
    for (const { where, job } of jobs)
      for (const { run = "" } of stepsOf(job)) assert.doesNotMatch(run, /\$\{\{/, where);
  });

  it("name scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [file, text] of Object.entries(texts))
      for (const [, name = ""] of text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g))
        assert.ok(name in scripts, `${file}: there is no npm script "${name}"`);
  });
});
