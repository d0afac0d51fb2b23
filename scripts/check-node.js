// Plain JavaScript of an old dialect on purpose: it must run, and say its sentence, on any Node.
var major = Number(process.versions.node.split(".")[0]);
if (major < 22) {
  console.error(
    "data-flow needs Node 22 or later and found " +
      process.versions.node +
      ". On Linux, Windows and Intel Macs `npm ci` brings Node 24 along (do not omit optional packages), and npm's scripts run on it, as in npm run data-flow -- --help; elsewhere install Node 24.",
  );
  process.exit(1);
}
