// The rules as a policy pack. `npm run preview` and `npm run up` pass `--policy-pack policy/pack` to the CLI.
// Plain JavaScript on purpose: the CLI's runner would check the types of TypeScript again, which takes seconds each time.
const { existsSync } = require("node:fs");
const path = require("node:path");
const { PolicyPack } = require("@pulumi/policy");
const { RunError } = require("@pulumi/pulumi");

const root = path.join(__dirname, "..", "..");
const built = path.join(root, "build", "policy", "pack", "policies.js");
if (!existsSync(built)) throw new RunError("The policy pack is not built: run `npm run build` first.");

// The CLI starts a pack in its own folder, but the SDK reads the pack's version from package.json in the working directory.
process.chdir(root);
new PolicyPack("data-flow", { policies: require(built).policies() });
