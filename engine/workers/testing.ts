/**
 * What tests of Workers share.
 *
 * @module
 */

const { state } = Deno.permissions.querySync({ name: "read" });
/** Options of tests that start Workers, whose module is a file. */
export const needsRead = {
  skip: state === "granted" ? false : "needs --allow-read",
};

/** Runs with another `Worker`, or with none. */
export async function withWorker<T>(
  substitute: typeof Worker | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const original = globalThis.Worker;
  Object.assign(globalThis, { Worker: substitute });
  try {
    return await run();
  } finally {
    Object.assign(globalThis, { Worker: original });
  }
}

/** A Worker whose module cannot be loaded. */
class Unable extends EventTarget {
  onerror?: (event: ErrorEvent) => void;
  postMessage() {
    const event = new ErrorEvent("error", { message: "no such module" });
    setTimeout(() => this.onerror?.(event));
  }
  terminate() {}
}

/** A Worker that a browser refuses to make. */
class Refused {
  constructor() {
    throw new DOMException("another origin", "SecurityError");
  }
}

/** Where Workers are missing, or none can start. */
export const unable = [undefined, Unable, Refused] as unknown as readonly (
  | typeof Worker
  | undefined
)[];
