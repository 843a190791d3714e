/** Counts tool calls that have not answered yet, so that the end of the input does not swallow their answers. */
import type { Tool } from './tool.ts';

export class CallsInFlight {
  #running = 0;
  #idle: (() => void) | undefined;

  /** The same tool, counted. */
  count(tool: Tool): Tool {
    return {
      ...tool,
      call: async (given, context) => {
        this.#running += 1;
        try {
          return await tool.call(given, context);
        } finally {
          this.#running -= 1;
          this.#check();
        }
      },
    };
  }

  /** Calls back once nothing runs any more. */
  whenIdle(idle: () => void): void {
    this.#idle = idle;
    this.#check();
  }

  #check(): void {
    // Later than the answer, which the SDK writes after the call has returned.
    setImmediate(() => {
      if (this.#running === 0) this.#idle?.();
    });
  }
}
