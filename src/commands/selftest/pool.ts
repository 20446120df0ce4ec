import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { assetPath } from "../../assets/assets.ts";
import type { Done, Job } from "./jobs.ts";

/** Threads that do the jobs of a self test, one for each core. */
export interface Pool {
  /** Waits for its turn, then does the job. @returns undefined when the pool was closed before it was done */
  run(job: Job): Promise<Done | undefined>;
  /** Ends all threads at once. */
  close(): Promise<void>;
}

/** Jobs of one thread at a time: while one waits for a server that fell silent, the other goes on. */
const lanes = 2;

/** Starts the threads. @param cwd the folder that paths are shown from */
export async function openPool(cwd: string): Promise<Pool> {
  const { default: pLimit } = await import("p-limit");
  const file = assetPath("dist", "selftest-worker.js");
  const workers = Array.from(
    { length: Math.min(availableParallelism(), 8) },
    () => new Worker(file, { workerData: { cwd } }),
  );
  const free = Array.from({ length: lanes }, () => workers).flat();
  const limit = pLimit(free.length);
  let numbers = 0;
  let closed = false;
  const run = async (job: Job): Promise<Done | undefined> => {
    const worker = free.shift();
    if (worker === undefined || closed) return undefined;
    try {
      return await ask(worker, (numbers += 1), job);
    } finally {
      free.push(worker);
    }
  };
  return {
    run: (job) => limit(run, job),
    async close() {
      closed = true;
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** @throws whatever went wrong in the thread */
function ask(worker: Worker, number: number, job: Job): Promise<Done | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const onMessage = (answer: { number: number; done: Done }): void => {
      if (answer.number === number) settle(() => resolve(answer.done));
    };
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (): void => settle(() => resolve(undefined));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage({ number, job });
  });
}
