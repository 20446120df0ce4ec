import { sourceOf, type CommandLine, type Flag, type Sources, type Values } from "./model.ts";

const quoted = (text: string): string =>
  `'${text
    .replaceAll("\\", "\\\\")
    .replaceAll("'", String.raw`\'`)
    .replaceAll("\n", " ")}'`;

/** A completion script for fish. */
export function fishScript(line: CommandLine, sources: Sources): string {
  const { program, byDefault, commands } = line;
  const name = `__${program.replaceAll("-", "_")}`;
  const valued = new Set(
    commands.flatMap(({ flags }) => flags.flatMap((flag) => (flag.valued ? flag.names : []))),
  );
  const complete = (condition: string, rest: string): string =>
    `complete -c ${program} -n ${quoted(condition)} ${rest}`;

  /** The part of a line that says what a value is chosen from. */
  const choice = (values: Values | undefined): string => {
    if (!values) return "";
    const { words, listed, files } = sourceOf(values, sources);
    if (files === "folders") return ` -a '(__fish_complete_directories)'`;
    const offered = words.map(quoted).join(" ");
    const helper = files === "after=" ? "or_file" : listed ? "list" : "one";
    return `${words.length > 0 ? ` -k -a "(${name}_${helper} ${offered})"` : ""}${files === "yes" ? " -F" : ""}`;
  };
  const flagLine = (command: string, flag: Flag): string => {
    const named = flag.names.map((one) =>
      one.startsWith("--") ? `-l ${one.slice(2)}` : `-s ${one.slice(1)}`,
    );
    const chosen = choice(flag.values);
    const value = flag.valued ? ` ${chosen.endsWith(" -F") ? "-r" : "-x"}${chosen}` : "";
    return complete(
      `${name}_in ${command}`,
      `${named.join(" ")}${value} -d ${quoted(flag.description)}`,
    );
  };
  return `# Completion of ${program} for fish. Load it with: ${program} completion fish | source
function ${name}_command -d 'The command that is being written, and whether it was named'
    set -l before ''
    for word in (commandline -opc)[2..]
        if not contains -- $before ${[...valued].join(" ")}
            if not string match -q -- '-*' $word
                if contains -- $word ${commands.map((command) => command.name).join(" ")}
                    echo $word
                    echo named
                else
                    echo ${byDefault}
                    echo named
                end
                return
            end
        end
        set before $word
    end
    echo ${byDefault}
end
function ${name}_in
    test (${name}_command)[1] = $argv[1]
end
function ${name}_unnamed
    test (count (${name}_command)) -eq 1
end
function ${name}_arguments
    set -l found (${name}_command)
    test "$found" = "$argv[1] named"
end
function ${name}_one
    printf '%s\\n' $argv
end
function ${name}_list -d 'The last of several that are joined by commas'
    set -l before (commandline -ct | string replace -r '^--[^=]*=' '' | string match -r '^.*,')
    for word in $argv
        echo "$before$word"
    end
end
function ${name}_or_file -d 'A name, or a file behind an equals sign'
    set -l value (commandline -ct | string replace -r '^--[^=]*=' '')
    if string match -q -- '*=*' $value
        set -l parts (string split -m 1 = -- $value)
        for file in (__fish_complete_path $parts[2])
            echo "$parts[1]=$file"
        end
    else
        printf '%s\\n' $argv
    end
end
complete -c ${program} -f
${commands
  .flatMap(({ name: command, summary, flags, argument }) => [
    complete(`${name}_unnamed`, `-a ${command} -d ${quoted(summary)}`),
    ...flags.map((flag) => flagLine(command, flag)),
    ...(argument ? [complete(`${name}_arguments ${command}`, choice(argument).trim())] : []),
  ])
  .join("\n")}
`;
}
