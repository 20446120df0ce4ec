import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { assetPath } from "../../assets/assets.ts";
import type { Done, Job } from "./jobs.ts";

/** Threads that do the jobs of a self test, one for each core. */
export interface Pool {
  /**
   * Waits for its turn, then does the job.
   * @param makeJob called when its turn has come: what it costs to make goes on beside the jobs before
   * @returns undefined when the pool was closed before it was done
   */
  run(makeJob: () => Job): Promise<Done | undefined>;
  /** Ends all threads at once. */
  close(): Promise<void>;
}

/** Jobs of one thread at a time: while some wait for servers that fell silent, the others go on. */
const lanes = 4;

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
  const run = async (makeJob: () => Job): Promise<Done | undefined> => {
    const worker = free.shift();
    if (worker === undefined || closed) return undefined;
    try {
      return await ask(worker, (numbers += 1), makeJob());
    } finally {
      free.push(worker);
    }
  };
  return {
    run: (makeJob) => limit(run, makeJob),
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
