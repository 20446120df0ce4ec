import { shellQuote } from "../../runner/curl.ts";
import type { CommandLine, Sources } from "./model.ts";
import { tables, takeWord } from "./tables.ts";

/** A candidate with what it means, as `_describe` reads it. */
const described = (word: string, meaning: string): string =>
  `'${word}:${meaning.replaceAll("'", String.raw`'\''`).replaceAll("\n", " ")}'`;

/** A completion script for zsh: to be sourced, or to be put into a folder of fpath. */
export function zshScript(line: CommandLine, sources: Sources): string {
  const { program, byDefault, commands } = line;
  const name = `_${program.replaceAll("-", "_")}`;
  const names = commands.map((command) => described(command.name, command.summary));
  const flags = commands.map(
    ({ name: command, flags: own }) =>
      `    ${shellQuote(command)}) candidates=(${own.flatMap((flag) => flag.names.map((one) => described(one, flag.description))).join(" ")}) ;;`,
  );
  return `#compdef ${program}
# Completion of ${program} for zsh. Load it with: source <(${program} completion zsh)
${tables(name, line, sources)}
${name}_flags() {
  candidates=()
  case "$1" in
${flags.join("\n")}
  esac
}
${name}() {
  local word current command=${byDefault} named=no expected="" reply kind listed files
  local -a candidates
  local -a known=(${commands.map((command) => command.name).join(" ")})
  integer index
  for ((index = 2; index < CURRENT; index++)); do
    word=\${(Q)words[index]}
${takeWord(name, "(( ${known[(Ie)$word]} ))")}
  done
  current=\${words[CURRENT]}
  if [[ -z $expected && $current == --*=* ]]; then
    ${name}_kind "$command" "\${current%%=*}"
    kind=$reply
    compset -P 1 '*='
  elif [[ -n $expected ]]; then
    kind=$expected
  elif [[ $current == -* ]]; then
    ${name}_flags "$command"
    _describe -o option candidates
    return
  elif [[ $named == no ]]; then
    candidates=(${names.join(" ")})
    _describe command candidates
    return
  else
    ${name}_argument "$command"
    kind=$reply
  fi
  ${name}_words "$kind"
  [[ $listed == yes ]] && compset -P '*,'
  if [[ $files == after= ]] && compset -P 1 '*='; then
    candidates=() files=yes
  fi
  local found=1
  (( $#candidates )) && compadd -a candidates && found=0
  [[ $files == yes ]] && _files && found=0
  [[ $files == folders ]] && _files -/ && found=0
  return found
}
if [[ \${funcstack[1]} == ${name} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}
