import { shellQuote } from "../../runner/curl.ts";
import type { CommandLine, Sources } from "./model.ts";
import { tables, takeWord } from "./tables.ts";

/** A completion script for bash, from 3.2 on. */
export function bashScript(line: CommandLine, sources: Sources): string {
  const { program, byDefault, commands } = line;
  const name = `_${program.replaceAll("-", "_")}`;
  const names = commands.map((command) => command.name).join(" ");
  const flags = commands.map(
    ({ name: command, flags: own }) =>
      `    ${shellQuote(command)}) candidates=(${own.flatMap((flag) => flag.names).join(" ")}) ;;`,
  );
  return `# Completion of ${program} for bash. Load it with: source <(${program} completion bash)
${tables(name, line, sources)}
${name}_flags() {
  candidates=()
  case "$1" in
${flags.join("\n")}
  esac
}
${name}() {
  local word current="" command=${byDefault} named=no expected="" reply kind listed files joined=no
  local -a candidates line
  COMPREPLY=()
  # bash takes words apart at =, : and @, which belong to them here.
  local index=1
  while ((index <= COMP_CWORD)); do
    word=\${COMP_WORDS[index]}
    if [[ \${#line[@]} -gt 0 && ($joined == yes || $word == [=:@]*) ]]; then
      line[\${#line[@]}-1]+=$word
    else
      line+=("$word")
    fi
    [[ $word == *[=:@] ]] && joined=yes || joined=no
    ((index += 1))
  done
  current=\${line[\${#line[@]}-1]}
  unset "line[\${#line[@]}-1]"
  for word in "\${line[@]}"; do
${takeWord(name, `[[ " ${names} " == *" $word "* ]]`)}
  done
  # What bash replaces is only the part of the word behind the last =, : or @.
  local kept=\${current%"$2"} value=$current before=""
  if [[ -z $expected && $current == --*=* ]]; then
    ${name}_kind "$command" "\${current%%=*}"
    kind=$reply before=\${current%%=*}= value=\${current#*=}
  elif [[ -n $expected ]]; then
    kind=$expected
  elif [[ $current == -* ]]; then
    ${name}_flags "$command"
    kind=flags listed=no files=no
  elif [[ $named == no ]]; then
    candidates=(${names})
    kind=command listed=no files=no
  else
    ${name}_argument "$command"
    kind=$reply
  fi
  [[ $kind == flags || $kind == command ]] || ${name}_words "$kind"
  if [[ $listed == yes && $value == *,* ]]; then
    before+=\${value%,*}, value=\${value##*,}
  fi
  if [[ $files == after= && $value == *=* ]]; then
    before+=\${value%%=*}= value=\${value#*=} candidates=() files=yes
  fi
  for word in "\${candidates[@]}"; do
    [[ $word == "$value"* ]] && COMPREPLY+=("$before$word")
  done
  if [[ $files == yes || $files == folders ]]; then
    compopt -o filenames 2>/dev/null
    local what=-f
    [[ $files == folders ]] && what=-d
    while IFS= read -r word; do
      COMPREPLY+=("$before$word")
    done < <(compgen $what -- "$value")
  fi
  for index in "\${!COMPREPLY[@]}"; do
    COMPREPLY[index]=\${COMPREPLY[index]#"$kept"}
  done
}
complete -F ${name} ${program}
`;
}
