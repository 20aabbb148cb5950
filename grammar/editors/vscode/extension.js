// Starts `hn2301 lsp` for the files of a knowledge base; everything that is shown comes from there.
"use strict";

const { spawn } = require("node:child_process");
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

// Rules and thresholds anywhere, and the YAML files that a knowledge base holds.
const FILES = [
  { scheme: "file", language: "hn2301-thresholds" },
  { scheme: "file", language: "hn2301-rules" },
  { scheme: "file", pattern: "**/{protocol,readings,assumptions,amendment}.yaml" },
  { scheme: "file", pattern: "**/{scenarios,scores,vocabulary}/**/*.yaml" },
];

let client;

// Resolves to what is wrong with the program, or to nothing where it answers.
function wrongWith(program) {
  return new Promise((resolve) => {
    const asked = spawn(program, ["lsp", "--help"], { stdio: "ignore" });
    asked.on("error", (error) => resolve(error.code === "ENOENT" ? "is not found" : `cannot be started: ${error.message}`));
    asked.on("exit", (code) => resolve(code === 0 ? undefined : "knows no `lsp`: it is an older version"));
  });
}

async function start() {
  const program = vscode.workspace.getConfiguration("hn2301").get("path", "hn2301");
  const wrong = await wrongWith(program);
  if (wrong !== undefined) {
    const open = "Open the setting";
    const message =
      `HN2301: the program \`${program}\` ${wrong}. Install it (pip install "hn2301-asp[editor]"), ` +
      "or name it in the setting `hn2301.path`.";
    vscode.window.showErrorMessage(message, open).then((chosen) => {
      if (chosen === open) {
        vscode.commands.executeCommand("workbench.action.openSettings", "hn2301.path");
      }
    });
    return;
  }
  const server = { command: program, args: ["lsp"], transport: TransportKind.stdio };
  client = new LanguageClient("hn2301", "HN2301", server, { documentSelector: FILES });
  await client.start();
}

async function stop() {
  const running = client;
  client = undefined;
  if (running !== undefined) {
    await running.stop();
  }
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("hn2301.restart", restart),
    vscode.workspace.onDidChangeConfiguration((event) => (event.affectsConfiguration("hn2301.path") ? restart() : undefined)),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
