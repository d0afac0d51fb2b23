// `node scripts/comment.js TITLE OUTCOME FILE`: writes a file into a comment of the pull request, one comment for each title,
// which a later run replaces. A step that failed is told in the same comment, so that no older success stays there.
// Reads GH_TOKEN, PULL_REQUEST (its number) and RUN (the run's address), and what every job of GitHub's has.
"use strict";
const { existsSync, readFileSync } = require("node:fs");
const { URL } = require("node:url");

const [title, outcome, file] = process.argv.slice(2);
const { GH_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY, PULL_REQUEST, RUN } = process.env;
const comments = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues`;

/** A comment of GitHub's has 65,536 characters at most; the end of a log says most. */
const most = 60_000;

/** The first line of the comment, by which it is found again. */
const mark = `<!-- ${title} -->`;

function bodyOf(text) {
  const trimmed = text.trim();
  const shown =
    trimmed.length > most ? `… (the whole of it stands in the log)\n${trimmed.slice(-most)}` : trimmed;
  // Longer than any fence in the text, so that none ends this one.
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const result = outcome === "success" ? "" : `: **${outcome || "failed"}**`;
  return `${mark}\n### ${title}${result}\n\n[The run and its log](${RUN})\n\n${fence}text\n${shown}\n${fence}\n`;
}

async function ask(method, url, body) {
  const response = await globalThis.fetch(url, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${GH_TOKEN}`,
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return response.json();
  throw new Error(
    `The comment could not be written: ${method} ${new URL(url).pathname} answered ${response.status}: ${await response.text()}`,
  );
}

/** The comment of this title, or undefined. Only the workflows' own: anybody may write one that begins alike. */
async function existing() {
  for (let page = 1; ; page++) {
    const found = await ask("GET", `${comments}/${PULL_REQUEST}/comments?per_page=100&page=${page}`);
    const own = found.find(
      ({ body, user }) => user.login === "github-actions[bot]" && body.startsWith(`${mark}\n`),
    );
    if (own || found.length < 100) return own;
  }
}

async function main() {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "It did not begin: a step before it failed.";
  const body = bodyOf(text);
  const own = await existing();
  if (own) await ask("PATCH", `${comments}/comments/${own.id}`, { body });
  else await ask("POST", `${comments}/${PULL_REQUEST}/comments`, { body });
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
