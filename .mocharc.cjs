// The core, under a minute; scripts/test.js runs everything.
module.exports = { spec: ["build/test/**/*.test.js"], timeout: 60_000 };
