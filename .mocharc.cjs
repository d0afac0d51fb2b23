// The core, under two minutes, for people; everything when CI=true.
module.exports =
  process.env.CI === "true"
    ? require("./.mocharc.all.cjs")
    : { spec: ["build/test/**/*.test.js"], timeout: 60_000 };
