import fc from "fast-check";
import { beforeAll, it } from "vitest";
import { createChecker } from "../src/checker.ts";
import { answers } from "./support/answers.ts";
import { judging } from "./support/judge.ts";
import { tell } from "./support/tell.ts";
import { isHarmless } from "./support/harmless.ts";
import { kinds, mutate } from "./support/mutate.ts";
const J: any = {};
beforeAll(async () => { for (const n of ["openresponses","openai"] as const) J[n] = await judging(n); });
const bytes = (ev: any[], done = true) => Buffer.from(ev.map((e) => `event: ${typeof e.type==="string"?e.type:"x"}\ndata: ${JSON.stringify(e)}\n\n`).join("") + (done ? "data: [DONE]\n\n" : ""));
const against = (b: Buffer, n: string) => {
  const c = createChecker({ dialects: [J[n]], exchange: { source: "capture", framed: true, request: undefined, step: undefined }, form: "sse" });
  c.bytes(b); return c.end().flatMap(({ findings }) => findings.filter(({ level }) => level !== "may"));
};
it("explore", () => {
  for (const n of ["openresponses","openai"] as const) {
    const surv = new Map<string, [number, string]>(); let total = 0;
    const many = new Map<string,[number,string]>();
    const plans = fc.sample(answers(n), Number(process.env.PLANS ?? 300));
    let seed = 1; const pick = (b: number) => { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return b <= 0 ? 0 : (seed >> 8) % b; };
    for (const plan of plans) for (const kind of kinds) for (let r = 0; r < 12; r++) {
      const ev = tell(plan, n); const m = mutate(ev, kind, pick); if (!m || isHarmless(m, n)) continue; total++;
      let f; try { f = against(bytes(m.mutated), n); } catch (e: any) { console.log("CRASH", e.message, kind, m.event.type, m.pointer, JSON.stringify(m.after)); continue; }
      const key = `${kind} ${m.event.type} ${m.pointer.replace(/\/\d+/g, "/N")}` + (kind === "swap" ? ` <> ${m.next?.type}` : "");
      if (f.length === 0) { const k = surv.get(key) ?? [0, `${JSON.stringify(m.before)?.slice(0,60)} -> ${JSON.stringify(m.after)?.slice(0,60)} ev ${JSON.stringify(m.event).slice(0,160)}`]; k[0]++; surv.set(key, k); }
      const rules = new Set(f.map((x) => x.rule));
      if (rules.size > 3) { const k = many.get(key) ?? [0, [...rules].join(",")]; k[0]++; many.set(key, k); }
    }
    console.log(`== ${n} total ${total} survivors`);
    console.log([...surv].sort().map(([k, [c, x]]) => `${c} ${k} :: ${x}`).join("\n"));
    if (process.env.MANY) console.log("== MANY\n" + [...many].sort((a,b)=>b[1][0]-a[1][0]).slice(0,40).map(([k, [c, x]]) => `${c} ${k} :: ${x}`).join("\n"));
  }
}, 600000);
