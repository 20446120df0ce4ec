/** Lets work run together with other work, or alone. */
export interface Turnstile {
  together<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until nothing else is under way; what comes meanwhile waits for this work. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** A turnstile that nothing has passed yet. Work starts in the order in which it came. */
export function createTurnstile(): Turnstile {
  const waiting: { alone: boolean; start: () => void }[] = [];
  let underWay = 0;
  let closed = false;
  const letIn = (): void => {
    for (let next = waiting[0]; next && !closed; next = waiting[0]) {
      if (next.alone && underWay > 0) return;
      waiting.shift();
      underWay += 1;
      closed = next.alone;
      next.start();
    }
  };
  const pass = async <T>(alone: boolean, work: () => Promise<T>): Promise<T> => {
    await new Promise<void>((start) => {
      waiting.push({ alone, start });
      letIn();
    });
    try {
      return await work();
    } finally {
      underWay -= 1;
      if (alone) closed = false;
      letIn();
    }
  };
  return {
    together: (work) => pass(false, work),
    alone: (work) => pass(true, work),
  };
}
