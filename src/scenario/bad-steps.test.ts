import { describe, expect, it } from "vitest";
import { complaints } from "./samples.testing.ts";

const top = "id: own/sample\ntitle: A sample\n";
const ask = "steps:\n  - id: ask\n    post: /responses\n";

/** A file, and every complaint about it with its place. */
const bad: [name: string, text: string, complaints: string[]][] = [
  ["no steps", `${top}steps: []\n`, ["3:8 steps must have 1 to 50 entries, not 0"]],
  [
    "a step without id",
    `${top}steps:\n  - post: /responses\n`,
    ['4:5 "id" is missing from a step'],
  ],
  [
    "a step id with a dot",
    `${top}steps:\n  - id: a.b\n    get: /x\n`,
    ['4:9 the id "a.b" must have only letters, digits, "-" and "_", and begin with a letter'],
  ],
  [
    "a step id twice",
    `${top}${ask}  - id: ask\n    get: /x\n`,
    ['6:9 the step id "ask" is used already'],
  ],
  [
    "no request",
    `${top}steps:\n  - id: ask\n`,
    ['4:5 a step needs "post", "get", "delete" or "websocket" with its path'],
  ],
  [
    "two requests",
    `${top}${ask}    get: /x\n`,
    ["6:5 a step is one request; post and get cannot be combined"],
  ],
  [
    "an unknown verb",
    `${top}steps:\n  - id: ask\n    pots: /x\n`,
    [
      '4:5 a step needs "post", "get", "delete" or "websocket" with its path',
      '5:5 unknown key "pots" in a step. Did you mean "post"?',
    ],
  ],
  [
    "a path without slash",
    `${top}steps:\n  - id: ask\n    get: responses\n`,
    ['5:10 get must be a path below the base URL that begins with "/", without spaces'],
  ],
  [
    "a body in a GET",
    `${top}steps:\n  - id: ask\n    get: /x\n    body: {}\n`,
    ["6:5 body needs post or websocket"],
  ],
  [
    "a connection without a WebSocket",
    `${top}${ask}    connection: other\n    pipelined: true\n    steer: { input: a }\n`,
    [
      "6:5 connection needs websocket",
      "7:5 pipelined needs websocket",
      "8:5 steer needs websocket",
    ],
  ],
  [
    "a turn that is dropped or shared",
    `${top}steps:\n  - id: ask\n    websocket: /responses\n    dropAfter: 1\n    shared: true\n`,
    ["6:5 dropAfter and websocket cannot be combined", "7:5 shared needs post"],
  ],
  [
    "a POST that resumes",
    `${top}${ask}    dropAfter: 1\n    resumes: true\n`,
    ["7:5 resumes needs get and dropAfter"],
  ],
  [
    "a message that is pipelined after nothing",
    `${top}${ask}  - id: turn\n    websocket: /responses\n    pipelined: true\n`,
    ["6:5 a pipelined step must follow a step of the same connection"],
  ],
  [
    "a message that is pipelined on another connection",
    `${top}steps:\n  - id: one\n    websocket: /responses\n  - id: two\n    websocket: /responses\n    connection: b\n    pipelined: true\n`,
    ["6:5 a pipelined step must follow a step of the same connection"],
  ],
  [
    "a message that is pipelined after one with attempts",
    `${top}steps:\n  - id: one\n    websocket: /responses\n    attempts: 2\n    provoke: { item: message }\n` +
      "  - id: two\n    websocket: /responses\n    pipelined: true\n",
    [
      "8:5 a pipelined step is sent once, so the steps that are sent together with it cannot have attempts",
    ],
  ],
  [
    "a pipelined message that needs an answer",
    `${top}steps:\n  - id: one\n    websocket: /responses\n  - id: two\n    websocket: /responses\n    pipelined: true\n` +
      "  - id: three\n    websocket: /responses\n    pipelined: true\n    body: { previous_response_id: $steps.one.response#/id }\n",
    ['9:5 a pipelined step is sent before "one" is answered, so it cannot use that answer'],
  ],
  [
    "a polled POST",
    `${top}${ask}    poll: { until: { status: completed } }\n`,
    ["6:5 poll needs get"],
  ],
  [
    "a poll without an end",
    `${top}steps:\n  - id: ask\n    get: /x\n    poll: { every: 1 }\n`,
    ['6:11 "until" is missing from poll'],
  ],
  [
    "a poll that would never end",
    `${top}steps:\n  - id: ask\n    get: /x\n    poll: { until: { status: completed }, limit: 7200 }\n`,
    ["6:50 limit must be a whole number, from 1 to 600, not the number 7200"],
  ],
  [
    "a poll that is dropped",
    `${top}steps:\n  - id: ask\n    get: /x\n    dropAfter: 1\n    poll: { until: { status: completed } }\n`,
    ["6:5 poll and dropAfter cannot be combined"],
  ],
  [
    "a stream that is dropped before it begins",
    `${top}${ask}    dropAfter: 0\n`,
    ["6:16 dropAfter must be a whole number, from 1 to 1000, not the number 0"],
  ],
  [
    "a shared GET",
    `${top}steps:\n  - id: ask\n    get: /x\n    shared: true\n`,
    ["6:5 shared needs post"],
  ],
  [
    "a shared step with a value of its own",
    `${top}vars: { code: { digits: 5 } }\n${ask}    shared: true\n    body: { input: "{$vars.code}" }\n`,
    [
      "7:5 a shared step cannot use $vars.code, because its request must be the same in every scenario",
    ],
  ],
  [
    "a shared response that is deleted",
    `${top}${ask}    shared: true\n    body: { input: a }\n  - id: gone\n    delete: /responses/{$steps.ask.response#/id}\n`,
    [
      '8:5 step "ask" is shared, so its response must not be deleted or cancelled; remove "shared" from it',
    ],
  ],
  [
    "a shared response that is cancelled",
    `${top}${ask}    shared: true\n    body: { input: a }\n  - id: stop\n    post: /responses/{$steps.ask.response#/id}/cancel\n`,
    [
      '8:5 step "ask" is shared, so its response must not be deleted or cancelled; remove "shared" from it',
    ],
  ],
  [
    "two bodies",
    `${top}${ask}    body: {}\n    rawBody: "{}"\n`,
    ["7:5 body and rawBody cannot be combined"],
  ],
  [
    "a raw body that is a map",
    `${top}${ask}    rawBody: {}\n`,
    ["6:14 rawBody must be a text, which is sent unchanged; put it into quotes"],
  ],
  [
    "model: true",
    `${top}${ask}    body: {}\n    model: true\n`,
    ["7:12 model can only be false, which leaves it out; write another model into the body"],
  ],
  [
    "attempts for nothing",
    `${top}${ask}    attempts: 3\n`,
    ['6:5 attempts needs "provoke", which says what the model must do'],
  ],
  [
    "an empty provoke",
    `${top}${ask}    provoke: {}\n`,
    ["6:14 provoke is empty; write at least one of item, count, part, text, status, event"],
  ],
  [
    "a count of nothing",
    `${top}${ask}    provoke: { count: 2 }\n`,
    ['6:23 count needs "item", the type of the items to count'],
  ],
  [
    "a header of two lines",
    `${top}${ask}    headers: { x-a: "a\\nb" }\n`,
    ["6:21 header x-a must be one line"],
  ],
  [
    "an unknown auth",
    `${top}${ask}    auth: nobody\n`,
    ['6:11 unknown auth "nobody". Known: configured, none, wrong.'],
  ],
  [
    "an unknown expectation",
    `${top}${ask}    expect: { stauts: 200 }\n`,
    ['6:15 unknown key "stauts" in expect. Did you mean "status"?'],
  ],
  [
    "an unknown event verb",
    `${top}${ask}    expect: { events: { inorder: [a] } }\n`,
    ['6:25 unknown key "inorder" in events. Did you mean "inOrder"?'],
  ],
  [
    "an unknown condition",
    `${top}${ask}    expect: { status: { equal: 200 } }\n`,
    ['6:25 unknown key "equal" in the condition on status. Did you mean "equals"?'],
  ],
  [
    "an empty condition",
    `${top}${ask}    expect: { text: {} }\n`,
    [
      "6:21 the condition on text is empty; write at least one of equals, not, matches, contains, type, oneOf, minLength, maxLength, minimum, maximum, exists, schema",
    ],
  ],
  [
    "a pointer without slash",
    `${top}${ask}    expect: { response: { usage/total_tokens: 1 } }\n`,
    ['6:27 "usage/total_tokens" is not a JSON Pointer. Did you mean "/usage/total_tokens"?'],
  ],
  [
    "a pointer with a bad escape",
    `${top}${ask}    expect: { response: { /a~2: 1 } }\n`,
    ['6:27 "/a~2" is not a JSON Pointer; write "~" as ~0, and "/" in a name as ~1'],
  ],
  [
    "a bad regular expression",
    `${top}${ask}    expect: { text: { matches: "(" } }\n`,
    ["6:32 matches is not a regular expression: /(/u: Unterminated group"],
  ],
  [
    "an unknown type",
    `${top}${ask}    expect: { text: { type: text } }\n`,
    ['6:29 unknown type "text". Known: string, number, integer, boolean, array, object, null.'],
  ],
  [
    "a reference to no step",
    `${top}${ask}  - id: b\n    get: /x/{$steps.aks.response#/id}\n`,
    [
      '7:10 the expression $steps.aks.response#/id cannot be used: there is no step "aks". Did you mean "ask"?',
    ],
  ],
  [
    "a reference to a later step",
    `${top}${ask}    body: { a: $steps.b.text }\n  - id: b\n    get: /x\n`,
    ['6:16 the expression $steps.b.text cannot be used: step "b" runs later'],
  ],
  [
    "a reference to the own answer",
    `${top}${ask}    body: { a: $steps.ask.text }\n`,
    [
      "6:16 the expression $steps.ask.text cannot be used: a request cannot refer to its own answer",
    ],
  ],
  [
    "a reference to an unknown part",
    `${top}${ask}    expect: { text: $steps.ask.txt }\n`,
    [
      '6:21 the expression $steps.ask.txt cannot be used: a step has no "txt", only response, body, text, calls, events. Did you mean "text"?',
    ],
  ],
  [
    "an unknown root",
    `${top}${ask}    body: { a: $step.ask.text }\n`,
    [
      '6:16 the expression $step.ask.text cannot be used: an expression must begin with $steps, $config or $vars. Did you mean "steps"?',
    ],
  ],
  [
    "an unknown variable",
    `${top}vars: { code: { digits: 5 } }\n${ask}    body: { a: "x {$vars.cod}" }\n`,
    [
      '7:16 the expression $vars.cod cannot be used: there is no variable "cod" under vars. Did you mean "code"?',
    ],
  ],
  [
    "an unknown setting",
    `${top}${ask}    body: { a: $config.key }\n`,
    [
      "6:16 the expression $config.key cannot be used: $config.model is the only value of the config that can be used",
    ],
  ],
  [
    "a bad pointer in a reference",
    `${top}${ask}    expect: { text: $steps.ask.body#id }\n`,
    [
      '6:21 the expression $steps.ask.body#id cannot be used: "id" is not a JSON Pointer; it must begin with "/"',
    ],
  ],
  [
    "an expression that is not closed",
    `${top}${ask}    body: { a: "{$vars.code" }\n`,
    ['6:16 the expression {$vars.code cannot be used: its closing "}" is missing'],
  ],
  [
    "an expression without quotes",
    `${top}vars: { code: { digits: 5 } }\n${ask}    body: { a: {$vars.code} }\n`,
    ['7:17 put the expression into quotes: "{$vars.code}"'],
  ],
  [
    "a replay of no step",
    `${top}${ask}    expect: { replays: aks }\n`,
    ['6:24 replays cannot be met: there is no step "aks". Did you mean "ask"?'],
  ],
  [
    "a control without text",
    `${top}${ask}  - id: b\n    get: /x\n    expect: { control: ask }\n`,
    ['8:24 control needs "text", the condition that it decides about'],
  ],
  [
    "several mistakes",
    `${top}level: strict\nneeds: [streams]\n${ask}    bdy: {}\n    expect:\n      status: { minimum: low }\n      calls: { minLength: -1 }\n`,
    [
      '3:8 unknown level "strict". Known: must, should, may.',
      '4:9 unknown capability "streams". Did you mean "stream"?',
      '8:5 unknown key "bdy" in a step. Did you mean "body"?',
      '10:26 minimum must be a number, not the text "low"',
      "11:27 minLength must be a whole number, 0 or more, not the number -1",
    ],
  ],
];

describe("bad steps", () => {
  it.each(bad)("%s", (_, text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });
});
