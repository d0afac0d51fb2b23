// *.test.js is the core, *.slow.js adds kills, big archives and whatever else is slow.
module.exports = { spec: ["build/test/**/*.test.js", "build/test/**/*.slow.js"], timeout: 600_000 };
