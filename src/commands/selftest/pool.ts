import { fork, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { assetPath } from "../../assets/assets.ts";
import type { Done, Job } from "./jobs.ts";
import type { Answer, Order } from "./worker.ts";

/** Processes that do the jobs of a self test, one for each core. */
export interface Pool {
  /**
   * Waits for its turn, then does the job.
   * @param makeJob called when its turn has come: what it costs to make goes on beside the jobs before
   * @returns undefined when the pool was closed before it was done
   * @throws what went wrong in the process, or that it ended
   */
  run(makeJob: () => Job): Promise<Done | undefined>;
  /** Their process ids. */
  readonly pids: readonly number[];
  /** Ends all processes at once. */
  close(): Promise<void>;
}

/** Jobs of one process at a time: while some wait for servers that fell silent, the others go on. */
const lanes = 4;

/**
 * Starts the processes.
 * @param cwd the folder that paths are shown from
 * @param jobs how many jobs there will be: no more processes are started
 */
export async function openPool(cwd: string, jobs = Number.POSITIVE_INFINITY): Promise<Pool> {
  const file = assetPath("dist", "selftest-worker.js");
  const workers = Array.from({ length: Math.min(availableParallelism(), 8, jobs) }, () =>
    fork(file, [cwd], {
      // Every core has its process already: threads that help one to collect garbage would only take turns with the others.
      // What a run leaves behind is mostly dead before this much more was made: collecting later collects less.
      execArgv: ["--single-threaded-gc", "--max-semi-space-size=64"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      serialization: "advanced",
    }),
  );
  const ended = workers.map(
    (worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())),
  );
  const free = Array.from({ length: lanes }, () => workers).flat();
  const limit = pLimit(free.length);
  let numbers = 0;
  let closed = false;
  const run = async (makeJob: () => Job): Promise<Done | undefined> => {
    const worker = free.shift();
    if (worker === undefined || closed) return undefined;
    try {
      return await ask(worker, { number: (numbers += 1), job: makeJob() }, () => closed);
    } finally {
      free.push(worker);
    }
  };
  return {
    run: (makeJob) => limit(run, makeJob),
    pids: workers.flatMap(({ pid }) => pid ?? []),
    async close() {
      closed = true;
      for (const worker of workers) worker.kill("SIGKILL");
      await Promise.all(ended);
    },
  };
}

function ask(worker: ChildProcess, order: Order, closed: () => boolean): Promise<Done | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const onMessage = (answer: Answer): void => {
      if (answer.number !== order.number) return;
      settle(() => ("done" in answer ? resolve(answer.done) : reject(new Error(answer.failed))));
    };
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (code: number | null, signal: string | null): void =>
      settle(() => {
        if (closed()) resolve(undefined);
        else
          reject(
            new Error(`a worker process of the selftest ended unexpectedly (${signal ?? code})`),
          );
      });
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    if (worker.exitCode !== null || worker.signalCode !== null)
      return onExit(worker.exitCode, worker.signalCode);
    worker.send(order);
  });
}
