// One process of a self test: does the jobs that it is sent, several at a time, and answers each by its number.
import { doJob, loadKit, type Done, type Job } from "./jobs.ts";

/** What it is sent. */
export interface Order {
  number: number;
  job: Job;
}

/** What it answers: what came of the job, or what went wrong. */
export type Answer = { number: number } & ({ done: Done } | { failed: string });

const kit = loadKit(process.argv[2] ?? process.cwd());

const answer = (text: Answer): void => void process.send?.(text);

process.on("message", ({ number, job }: Order) => {
  kit
    .then((loaded) => doJob(job, loaded))
    .then((done) => answer({ number, done }))
    .catch((error: unknown) =>
      answer({ number, failed: error instanceof Error ? error.message : String(error) }),
    );
});
// Ctrl-C goes to all processes of a terminal: whoever started this one ends it, when what was tried is told.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());
