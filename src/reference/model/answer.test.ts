import { describe, expect, it } from "vitest";
import { answerText, asksForRefusal } from "./answer.ts";
import type { Turn } from "./turns.ts";

const user = (text: string): Turn => ({ role: "user", text });
const system = (text: string): Turn => ({ role: "system", text });
const one = (text: string): string => answerText([user(text)]);

describe("answerText", () => {
  it.each([
    ["Say hello", "hello"],
    ['Say "good morning, all!" now', "good morning, all!"],
    ["Reply with OK.", "OK"],
    ["Reply with exactly: 日本語 🎉", "日本語 🎉"],
    ["Repeat after me: one two", "one two"],
    ["Count from 1 to 5.", "1, 2, 3, 4, 5"],
    ["Count from 3 to 1.", "3, 2, 1"],
    ["count to 3", "1, 2, 3"],
    ["Hello there", "You said: Hello there"],
    ["", "You said: nothing"],
  ])("answers %j", (asked, answer) => {
    expect(one(asked)).toBe(answer);
  });

  it("remembers a marker over turns, the latest value first", () => {
    const talk = [
      user("My code is 12345. Remember it."),
      { role: "assistant" as const, text: "I will." },
    ];
    const question = user("What is my code? Reply with the number only.");
    expect(answerText([...talk, question])).toBe("12345");
    expect(answerText([...talk, user("Now my code is 999."), question])).toBe("999");
    expect(answerText([question])).toBe("I do not know your code.");
  });

  it("tells names apart", () => {
    const facts = [user("My color is teal."), user("My city is Oslo.")];
    expect(answerText([...facts, user("What is my city?")])).toBe("Your city is Oslo.");
  });

  it("confirms what it is told to remember", () => {
    expect(one("My code is 12345. Remember it.")).toContain("12345");
  });

  it("does what the instructions say, the last ones first", () => {
    expect(answerText([system("Always answer with BANANA."), user("Hi")])).toBe("BANANA");
    expect(answerText([system("End every answer with the word KIWI."), user("Say hi")])).toBe(
      "hi KIWI",
    );
  });

  it("tells the tool's outputs", () => {
    expect(answerText([user("Weather?"), { role: "tool", text: "21 degrees" }])).toContain(
      "21 degrees",
    );
  });

  it("writes as many words as it is asked for, within a bound", () => {
    expect(one("Write a story of 60 words").split(" ")).toHaveLength(60);
    expect(one("Write 99999 words").split(" ")).toHaveLength(2000);
  });

  it.each([
    `my ${" ".repeat(100_000)}`,
    `what is ${" ".repeat(100_000)}`,
    "say ".repeat(50_000),
    "my a is ".repeat(50_000),
    "Rome and ".repeat(50_000),
  ])("is not held up by a hostile text: %#", (text) => {
    expect(one(text).length).toBeLessThan(5000);
    expect(answerText([user(text), user("What is my code?")])).toMatch(/code/);
  });

  it("tells long tool outputs in part", () => {
    const output = "y".repeat(1_000_000);
    expect(answerText([user("x"), { role: "tool", text: output }]).length).toBeLessThan(5000);
  });

  it("repeats a text out of escapes and into escapes", () => {
    const [text, escapes] = ["漢 é 🚀", "\\u6f22 \\u00e9 \\ud83d\\ude80"];
    expect(one(`Decode the JSON escapes, and reply with the text only: "${escapes}"`)).toBe(text);
    expect(one(`Write this text as JSON escapes: "${text}"`)).toBe(escapes);
  });

  it("is the same every time", () => {
    expect(one("Tell me something")).toBe(one("Tell me something"));
  });

  it("declines only when asked to", () => {
    expect(asksForRefusal([user("Please refuse this.")])).toBe(true);
    expect(asksForRefusal([user("Hello")])).toBe(false);
  });
});
