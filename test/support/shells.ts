import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shellQuote } from "../../src/runner/curl.ts";

/** Shells whose completion is tested where they are installed. */
export type Shell = "bash" | "zsh" | "fish";

export const installed = (shell: Shell): boolean =>
  spawnSync(shell, ["-c", "exit 0"], { stdio: "ignore" }).status === 0;

/** Runs a script in a shell that reads no file of the user's. @returns what it printed */
function outcomeOf(shell: Shell, script: string, cwd: string): Promise<string> {
  const bare = { bash: ["--norc", "--noprofile"], zsh: ["-f"], fish: ["--no-config"] }[shell];
  return new Promise((resolve, reject) => {
    const child = spawn(shell, [...bare, "-c", script], {
      cwd,
      env: { PATH: process.env["PATH"] ?? "", HOME: cwd, LANG: "C.UTF-8", TERM: "xterm" },
      timeout: 30_000,
    });
    let out = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0 && errors === "") resolve(out);
      else reject(new Error(`${shell} ended with ${code}: ${errors}${out}`));
    });
  });
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** What a shell offers at the end of a command line, once it has loaded a completion script. */
export async function candidates(
  shell: Shell,
  script: string,
  line: string,
  cwd: string,
): Promise<string[]> {
  const scratch = mkdtempSync(join(tmpdir(), "shell-"));
  const file = join(scratch, "script");
  writeFileSync(file, script);
  try {
    return await ask[shell](file, line, cwd, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const ask: Record<
  Shell,
  (file: string, line: string, cwd: string, scratch: string) => Promise<string[]>
> = {
  async bash(file, line, cwd) {
    // As bash takes a line apart: at blanks, and at = and :, which become words of their own.
    const words = line.split(" ").flatMap((word) => {
      const parts = word.split(/([=:]+)/).filter((part) => part !== "");
      return parts.length === 0 ? [""] : parts;
    });
    const last = words.at(-1) ?? "";
    const replaced = /^[=:]+$/.test(last) ? "" : last;
    const out = await outcomeOf(
      "bash",
      `source ${file}
       COMP_LINE=${shellQuote(line)} COMP_POINT=${line.length}
       COMP_WORDS=(${words.map(shellQuote).join(" ")}) COMP_CWORD=${words.length - 1}
       command=$(complete -p responses-conformance); command=\${command#*-F }
       \${command%% *} responses-conformance ${shellQuote(replaced)} ''
       printf '%s\\n' "\${COMPREPLY[@]}"`.replaceAll(/\n +/g, "\n"),
      cwd,
    );
    // What bash would put into the line.
    const kept = line.slice(line.lastIndexOf(" ") + 1, line.length - replaced.length);
    return linesOf(out).map((word) => kept + word);
  },

  async fish(file, line, cwd) {
    const out = await outcomeOf("fish", `source ${file}; complete -C ${shellQuote(line)}`, cwd);
    return linesOf(out).map((word) => word.split("\t")[0] ?? "");
  },

  async zsh(file, line, cwd, scratch) {
    // An interactive zsh on a terminal of its own; each word that is offered is written down on its way.
    const setUp = join(scratch, "set-up");
    const found = join(scratch, "found");
    writeFileSync(found, "");
    writeFileSync(
      setUp,
      `PROMPT=
       autoload -Uz compinit && compinit -u -D
       source ${file}
       compadd() {
         if [[ -n "\${(M)\${(@)@[1,(i)--]}:#-[OAD]}" ]]; then builtin compadd "$@"; return; fi
         local -a hits
         builtin compadd -A hits "$@"
         for hit in $hits; do print -r -- "$IPREFIX$hit" >>${found}; done
         builtin compadd "$@"
       }
       tell() { _main_complete; print END >>${found} }
       zle -C tell complete-word tell
       bindkey '^I' tell
       print READY`,
    );
    mkdirSync(join(scratch, "home"));
    await outcomeOf(
      "zsh",
      `zmodload zsh/zpty
       zpty shell "cd ${shellQuote(cwd)}; zsh -f -i"
       zpty -w shell "source ${setUp}"
       zpty -r -m shell said '*READY*'
       zpty -n -w shell ${shellQuote(line)}$'\\t'
       for (( tries = 0; tries < 200; tries++ )); do
         [[ "$(<${found})" == *END* ]] && break
         sleep 0.05
       done
       zpty -d shell`,
      cwd,
    );
    const words = linesOf(readFileSync(found, "utf8"));
    if (words.pop() !== "END") throw new Error(`zsh did not complete ${line}`);
    return words;
  },
};
