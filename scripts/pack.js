/**
 * Makes dist/, what the package holds instead of its sources: the command, the contract and the components, compiled and with
 * their declarations, and the bundles of the handlers. npm runs this before it packs.
 */
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { compiler } = require("./build.js");
const { makeKernel } = require("./kernel.js");

const dist = path.join(path.dirname(__dirname), "dist");

fs.rmSync(dist, { recursive: true, force: true });
const config = path.join(__dirname, "tsconfig.package.json");
const { status } = spawnSync(process.execPath, [compiler(), "-p", config], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
const compiled = makeKernel(path.join(dist, "core/kernel/kernel.wasm"));
if (compiled !== 0) process.exit(compiled);

const { buildBundle, bundleNames } = require("../dist/components/bundle.js");
fs.mkdirSync(path.join(dist, "bundles"));
for (const name of bundleNames) fs.writeFileSync(path.join(dist, "bundles", `${name}.js`), buildBundle(name));
