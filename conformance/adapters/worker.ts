/**
 * An engine that is a TypeScript module. It runs in a Worker that has no permission
 * at all, and that is ended when it does not answer.
 *
 * @module
 */
import {
  type Answer,
  type Engine,
  type EngineInfo,
  type Request,
  StartError,
} from "../protocol.ts";

/** Options of {@linkcode startWorker}. */
export interface WorkerOptions {
  /** How long an answer may take, in seconds. */
  readonly timeout?: number;
  /** How long loading the module may take, in seconds. */
  readonly startTimeout?: number;
}

/** What the Worker posts: first what it is, then answers. */
export type FromWorker =
  | { readonly info: EngineInfo }
  | { readonly error: string }
  | { readonly answer: Answer };

/**
 * Loads an engine module.
 *
 * @param module Where the module is.
 * @throws {StartError} If it cannot be loaded or is no engine.
 */
export async function startWorker(
  module: URL,
  { timeout = 10, startTimeout = 60 }: WorkerOptions = {},
): Promise<Engine> {
  const start = async () => {
    const worker = spawn(module);
    const hello = await worker.hear(startTimeout);
    if (hello && "info" in hello) return { worker, info: hello.info };
    worker.terminate();
    throw new StartError(
      hello && "error" in hello
        ? hello.error
        : `The module ${module.pathname} did not load within ${startTimeout} s`,
    );
  };
  const first = await start();
  let current: ReturnType<typeof spawn> | undefined = first.worker;
  return {
    info: first.info,
    run: async (request) => {
      try {
        current ??= (await start()).worker;
      } catch (error) {
        return { kind: "crashed", message: (error as Error).message };
      }
      const heard = await current.ask(request, timeout);
      if (heard && "answer" in heard) return heard.answer;
      current.terminate();
      current = undefined;
      return heard && "error" in heard
        ? { kind: "crashed", message: heard.error }
        : {
          kind: "timed out",
          message: `the engine gave no answer within ${timeout} s`,
        };
    },
    stop: () => {
      current?.terminate();
      return Promise.resolve();
    },
  };
}

function spawn(module: URL) {
  // A Worker without permissions may load what its first module imports by literal
  // name, and nothing else: so the first module is made here.
  const serve = new URL("./serve_worker.ts", import.meta.url);
  const source = `
    import * as module from ${JSON.stringify(module.href)};
    import { serve } from ${JSON.stringify(serve.href)};
    serve(module);`;
  const worker = new Worker(
    `data:application/javascript,${encodeURIComponent(source)}`,
    { type: "module", deno: { permissions: "none" } },
  );
  const hear = (seconds: number) =>
    new Promise<FromWorker | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), seconds * 1000);
      const settle = (heard: FromWorker) => {
        clearTimeout(timer);
        resolve(heard);
      };
      worker.onmessage = ({ data }) => settle(data);
      worker.onerror = (event) => {
        event.preventDefault();
        settle({ error: `The module ${module.pathname}: ${event.message}` });
      };
    });
  return {
    hear,
    ask: (request: Request, seconds: number) => {
      const heard = hear(seconds);
      worker.postMessage(request);
      return heard;
    },
    terminate: () => worker.terminate(),
  };
}
