// Plain JavaScript of an old dialect on purpose: it must run, and say its sentence, on any Node.
var version = process.versions.node.split(".").map(Number);
// The converter needs zstd, which came with 22.15.
if (version[0] < 22 || (version[0] === 22 && version[1] < 15)) {
  console.error(
    "data-flow needs Node 22.15 or later and found " +
      process.versions.node +
      ". On Linux, Windows and Intel Macs `npm ci` brings Node 24 along (do not omit optional packages), and npm's scripts run on it, as in npm run data-flow -- --help; elsewhere install Node 24.",
  );
  process.exit(1);
}
