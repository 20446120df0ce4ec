// One thread of a self test: does the jobs that it is sent, several at a time, and answers each by its number.
import { parentPort, workerData } from "node:worker_threads";
import { doJob, loadKit, type Job } from "./jobs.ts";

const kit = loadKit((workerData as { cwd: string }).cwd);

parentPort?.on("message", ({ number, job }: { number: number; job: Job }) => {
  // What goes wrong is not caught: it ends the thread, and the pool tells it.
  void kit
    .then((loaded) => doJob(job, loaded))
    .then((done) => parentPort?.postMessage({ number, done }));
});
